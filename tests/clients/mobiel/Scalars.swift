// Apollo iOS makes a file for each custom scalar, as a name for String, and leaves it alone once it is there: put these
// in their place (Apollo iOS 1). Dates stay text until they are shown: a Date of Foundation is a moment, and a day is none.
import ApolloAPI

/// A BSN is text: as a number it would lose its leading zero.
public typealias BSN = String
/// A day, such as 2026-11-25.
public typealias Date = String
/// A moment, such as 2026-11-25T09:00:00+00:00; ISO8601DateFormatter reads it.
public typealias DateTime = String
/// An amount, as text: a Double loses cents. Foundation.Decimal(string:) reads it.
public typealias Decimal = String
/// P8W or P56D: reckoned on the calendar, with DateComponents, so it is no TimeInterval.
public typealias Duration = String

/// Free JSON: an object, a list or a bare value.
public struct JSON: CustomScalarType, Hashable {
  public let waarde: JSONValue

  public init(_jsonValue waarde: JSONValue) throws {
    self.waarde = waarde
  }

  public var _jsonValue: JSONValue { waarde }
}
