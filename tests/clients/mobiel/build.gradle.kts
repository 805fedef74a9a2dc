// Apollo Kotlin: in the module of the app that asks MijnZaken. The schema is the file schema.graphql of this project.
// The adapters of
// Date and DateTime are in com.apollographql.adapters:apollo-adapters-kotlinx-datetime and apollo-adapters-core.
apollo {
    service("mijnzaken") {
        packageName.set("nl.voorbeeldstad.mijnzaken")
        schemaFiles.from("src/main/graphql/schema.graphql")

        // A BSN is text: as a number it would lose its leading zero.
        mapScalarToKotlinString("BSN")
        mapScalar("Date", "kotlinx.datetime.LocalDate", "com.apollographql.adapter.datetime.KotlinxLocalDateAdapter")
        mapScalar("DateTime", "kotlin.time.Instant", "com.apollographql.adapter.core.KotlinInstantAdapter")
        // An amount, as text: a double loses cents. java.math.BigDecimal reads it.
        mapScalarToKotlinString("Decimal")
        // P8W or P56D is reckoned on the calendar (java.time.Period reads it), so it is no duration in seconds.
        mapScalarToKotlinString("Duration")
        mapScalarToKotlinAny("JSON")
    }
}
