// What the three Node gateways share: the schema, the questions to the registers (undici with keep-alive, a dataloader
// per kind of question, the catalogue kept), and the rules of a process and a lead time. No authorization and no log.
import { createHmac } from 'node:crypto'
import DataLoader from 'dataloader'
import { Agent, request, setGlobalDispatcher } from 'undici'

setGlobalDispatcher(new Agent({ connections: 64, keepAliveTimeout: 60_000 }))

export const { poort, registers, bsn, zgwId, zgwSecret, token, vandaag } = Object.fromEntries(
  process.argv.slice(2).map((given) => given.split(/=(.*)/s).slice(0, 2)),
)
const ROL = 'rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn'
const CONTACTEN = '/openklant/klantinteracties/api/v1/klantcontacten'
const b64 = (found) => Buffer.from(JSON.stringify(found)).toString('base64url')
const head = b64({ typ: 'JWT', alg: 'HS256' })
const claims = b64({
  iss: zgwId,
  iat: Math.floor(Date.now() / 1000),
  client_id: zgwId,
  user_id: 'vergelijk',
  user_representation: 'vergelijk',
})
const signature = createHmac('sha256', zgwSecret).update(`${head}.${claims}`).digest('base64url')
const headers = {
  authorization: `Bearer ${head}.${claims}.${signature}`,
  'accept-crs': 'EPSG:4326',
  'content-crs': 'EPSG:4326',
  'content-type': 'application/json',
}

const haal = async (pad, body, given = headers) => {
  const options = body ? { method: 'POST', headers: given, body: JSON.stringify(body) } : { headers: given }
  const answer = await request(registers + pad, options)
  if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`)
  return answer.body.json()
}

// Registers outside ZGW know us by a fixed token.
const open = async (pad, params, most = 500, size = 'pageSize') => {
  const query = new URLSearchParams({ ...params, page: 1, [size]: most })
  return (await haal(`${pad}?${query}`, undefined, { authorization: `Token ${token}` })).results
}

const zaaktypen = new Map()
const resultaattypen = new Map()
const statustypen = new Map()
const stappen = new Map()
export const laadCatalogus = async () => {
  const basis = '/openzaak/catalogi/api/v1'
  const query = 'status=alles&page=1&pageSize=500'
  for (const row of (await haal(`${basis}/zaaktypen?${query}`)).results) zaaktypen.set(row.url, row)
  for (const row of (await haal(`${basis}/resultaattypen?${query}`)).results) resultaattypen.set(row.url, row)
  for (const row of (await haal(`${basis}/statustypen?${query}`)).results) {
    statustypen.set(row.url, row)
    stappen.set(row.zaaktype, [...(stappen.get(row.zaaktype) ?? []), row])
  }
  for (const found of stappen.values()) found.sort((a, b) => a.volgnummer - b.volgnummer)
}

export const typeDefs = `
  type Query { ik: Afnemer! zaak(id: ID!): Zaak posts: [Post!]! }
  type Afnemer { klant: Klant }
  enum ZaakVolgorde { STARTDATUM_AFLOPEND STARTDATUM_OPLOPEND }
  type Klant {
    klantnummer: String naam: String
    contactmomenten(first: Int = 20): ContactmomentConnection
    zaken(first: Int = 20, volgorde: ZaakVolgorde = STARTDATUM_AFLOPEND): ZaakConnection
    producten(first: Int = 20): ProductConnection
    verzoeken(first: Int = 20): VerzoekConnection
    taken: [Taak!]
  }
  type ZaakConnection { nodes: [Zaak!]! }
  type ProductConnection { nodes: [Product!]! }
  type VerzoekConnection { nodes: [Verzoek!]! }
  type ContactmomentConnection { nodes: [Contactmoment!]! }
  type Product { naam: String startDatum: String eindDatum: String }
  type Verzoek { kenmerk: String kanaal: String }
  type Taak { titel: String startdatum: String }
  type Contactmoment { onderwerp: String kanaal: String plaatsgevondenOp: String }
  type Resultaat { naam: String }
  type Besluit { identificatie: String datum: String ingangsdatum: String }
  type Document { titel: String creatiedatum: String }
  type Zaak {
    identificatie: String omschrijving: String startdatum: String einddatum: String einddatumGepland: String
    zaaktype: Zaaktype status: Status proces: [Processtap!] levertijd: Levertijd
    statussen: [Status!] resultaat: Resultaat besluiten: [Besluit!] documenten: [Document!]
    contactmomenten: [Contactmoment!]
  }
  type Zaaktype { identificatie: String omschrijving: String }
  type Status { naam: String gezetOp: String }
  type Processtap { naam: String toestand: String! bereiktOp: String }
  type Levertijd { verwachtOp: String uiterlijkOp: String aard: String! }
  type Post { id: Int! userId: Int! title: String body: String user: User }
  type User { id: Int! name: String }
`

export const context = () => ({
  users: new DataLoader(async (ids) => {
    const found = new Map((await haal(`/users?id=${ids.join(',')}`)).map((user) => [user.id, user]))
    return ids.map((id) => found.get(id) ?? null)
  }),
  besluiten: new DataLoader((urls) =>
    Promise.all(
      urls.map(async (url) => {
        const query = `zaak=${encodeURIComponent(url)}&page=1&pageSize=100`
        return (await haal(`/openzaak/besluiten/api/v1/besluiten?${query}`)).results
      }),
    ),
  ),
  documenten: new DataLoader(async (urls) => {
    const pad = '/openzaak/documenten/api/v1/enkelvoudiginformatieobjecten/_zoek?page=1&pageSize=500'
    const found = (await haal(pad, { uuid__in: urls.map((url) => url.split('/').pop()) })).results
    const known = new Map(found.map((row) => [row.url, row]))
    return urls.map((url) => known.get(url) ?? null)
  }),
  contacten: new DataLoader((uuids) =>
    Promise.all(
      uuids.map((uuid) =>
        open(CONTACTEN, {
          onderwerpobject__onderwerpobjectidentificatorObjectId: uuid,
          expand: 'hadBetrokkenen,hadBetrokkenen.wasPartij,gingOverOnderwerpobjecten',
        }, 100),
      ),
    ),
  ),
  partijen: new DataLoader((numbers) =>
    Promise.all(
      numbers.map(async (number) => {
        const params = { partijIdentificator__codeSoortObjectId: 'bsn', partijIdentificator__objectId: number }
        const pad = '/openklant/klantinteracties/api/v1/partijen'
        return (await open(pad, { ...params, expand: 'digitaleAdressen' }, 100))[0]
      }),
    ),
  ),
  statussen: new DataLoader((urls) =>
    Promise.all(
      urls.map(async (url) => {
        const query = `zaak=${encodeURIComponent(url)}&page=1&pageSize=500`
        return (await haal(`/openzaak/zaken/api/v1/statussen?${query}`)).results
      }),
    ),
  ),
})

// Python writes UTC as +00:00; the registers write it as Z.
const moment = (text) => text.replace(/Z$/, '+00:00')

const VOLGORDE = { STARTDATUM_AFLOPEND: '-startdatum', STARTDATUM_OPLOPEND: 'startdatum' }
const zaken = async ({ first, volgorde }) => {
  const body = { expand: ['rollen', 'status'], ordering: [VOLGORDE[volgorde]], [ROL]: bsn }
  const pad = `/openzaak/zaken/api/v1/zaken/_zoek?page=1&pageSize=${first + 10}`
  return { nodes: (await haal(pad, body)).results.slice(0, first) }
}

const zaak = async ({ id }) => {
  const uuid = Buffer.from(id, 'base64url').toString().split(':').pop()
  const expand = ['rollen', 'status', 'resultaat', 'zaakinformatieobjecten']
  const body = { uuid__in: [uuid], expand }
  return (await haal('/openzaak/zaken/api/v1/zaken/_zoek?page=1&pageSize=500', body)).results[0] ?? null
}

const naam = async () => {
  const fields = ['burgerservicenummer', 'naam', 'geboorte.datum', 'leeftijd', 'verblijfplaats']
  fields.push('indicatieCurateleRegister', 'overlijden')
  const body = { type: 'RaadpleegMetBurgerservicenummer', burgerservicenummer: [bsn], fields }
  const found = await haal('/brp/personen', body, {
    'content-type': 'application/json',
    'x-origin-oin': '00000001003214345000',
    'x-doelbinding': 'MijnZaken',
    'x-verwerking': 'MijnZaken-informatie@verstrekken',
    'x-gebruiker': 'BurgerZelf',
  })
  return found.personen[0].naam.volledigeNaam
}

const status = (found) => ({
  naam: statustypen.get(found.statustype).omschrijving,
  gezetOp: moment(found.datumStatusGezet),
})
const contactmomenten = (rows) =>
  rows
    .filter((row) => !row.vertrouwelijk)
    .map((row) => ({ ...row, plaatsgevondenOp: moment(row.plaatsgevondenOp) }))
const aflopend = (veld) => (a, b) => (a[veld] < b[veld] ? 1 : a[veld] > b[veld] ? -1 : 0)

const proces = (zaak, statussen) => {
  const steps = stappen.get(zaak.zaaktype) ?? []
  const place = new Map(steps.map((step, number) => [step.url, number]))
  const history = [...statussen].sort((a, b) => (a.datumStatusGezet < b.datumStatusGezet ? -1 : 1))
  const last = new Map(history.map((status) => [status.statustype, status]))
  const known = history.filter((status) => place.has(status.statustype))
  const current = known.length ? place.get(known[known.length - 1].statustype) : -1
  const still = history.length > 0 && place.has(history[history.length - 1].statustype)
  const closed = zaak.einddatum !== null || (still && steps[current].isEindstatus)
  return steps.map((step, number) => {
    const reached = last.get(step.url)
    let toestand = reached ? 'DOORLOPEN' : 'OVERGESLAGEN'
    if (!closed && number > current) toestand = 'VERWACHT'
    else if (!closed && number === current && still) toestand = 'HUIDIG'
    const past = toestand === 'DOORLOPEN' || toestand === 'HUIDIG'
    return {
      naam: step.omschrijving,
      toestand,
      bereiktOp: past && reached ? moment(reached.datumStatusGezet) : null,
    }
  })
}

const DAG = 86_400_000
const iso = (day) => new Date(day).toISOString().slice(0, 10)
const lees = (text) => Date.parse(`${text}T00:00:00Z`)
const duur = (text) => {
  const [, jaren, maanden, weken, dagen] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(text)
  return { jaren: +(jaren ?? 0), maanden: +(maanden ?? 0), dagen: 7 * +(weken ?? 0) + +(dagen ?? 0) }
}
const telOp = (begin, text) => {
  const { jaren, maanden, dagen } = duur(text)
  const day = new Date(begin)
  const target = new Date(Date.UTC(day.getUTCFullYear() + jaren, day.getUTCMonth() + maanden + 1, 0))
  const inMonth = Math.min(day.getUTCDate(), target.getUTCDate())
  return Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), inMonth) + dagen * DAG
}
const feestdagen = new Map()
const vrij = (day) => {
  const year = new Date(day).getUTCFullYear()
  if (!feestdagen.has(year)) {
    const a = year % 19, b = Math.floor(year / 100), c = year % 100
    const h = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30
    const p = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
    const n = h + p - 7 * Math.floor((a + 11 * h + 22 * p) / 451) + 114
    const pasen = Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)
    const king = Date.UTC(year, 3, 27)
    const fixed = [Date.UTC(year, 0, 1), Date.UTC(year, 4, 5), Date.UTC(year, 11, 25), Date.UTC(year, 11, 26)]
    const moved = [-2, 1, 39, 50].map((days) => pasen + days * DAG)
    feestdagen.set(year, new Set([...fixed, ...moved, new Date(king).getUTCDay() === 0 ? king - DAG : king]))
  }
  return [0, 6].includes(new Date(day).getUTCDay()) || feestdagen.get(year).has(day) || GELIJKGESTELD.has(iso(day))
}
const GELIJKGESTELD = new Set([
  '2023-04-28', '2023-05-19', '2024-05-10', '2024-12-27', '2025-05-30',
  '2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26',
])
const werkdag = (day) => (vrij(day) ? werkdag(day + DAG) : day)
const wettelijk = (begin, text) => {
  const { jaren, maanden, dagen } = duur(text)
  const eind = telOp(begin, text)
  if (jaren || (maanden ? maanden > 3 || (maanden === 3 && dagen > 0) : dagen > 90)) return eind
  const verschoven = werkdag(eind)
  let werk = false
  for (let day = begin + DAG; day < verschoven && !werk; day += DAG) werk = !vrij(day)
  return eind - begin >= 3 * DAG && !werk ? werkdag(verschoven + DAG) : verschoven
}
const levertijd = (zaak) => {
  const soort = zaaktypen.get(zaak.zaaktype)
  const begin = lees(zaak.startdatum)
  const som = soort.doorlooptijd ? iso(telOp(begin, soort.doorlooptijd)) : null
  let uiterlijk = som ? iso(wettelijk(begin, soort.doorlooptijd)) : null
  if (zaak.uiterlijkeEinddatumAfdoening && zaak.uiterlijkeEinddatumAfdoening !== som)
    uiterlijk = zaak.uiterlijkeEinddatumAfdoening
  const norm = soort.servicenorm ? iso(telOp(begin, soort.servicenorm)) : null
  const gepland = zaak.einddatumGepland
  if (zaak.einddatum) return { verwachtOp: zaak.einddatum, uiterlijkOp: uiterlijk, aard: 'FEITELIJK' }
  if (gepland && gepland >= vandaag)
    return { verwachtOp: gepland, uiterlijkOp: uiterlijk, aard: gepland === norm ? 'SERVICENORM' : 'GEPLAND' }
  if (uiterlijk) return { verwachtOp: uiterlijk, uiterlijkOp: uiterlijk, aard: 'WETTELIJK' }
  return { verwachtOp: norm, uiterlijkOp: null, aard: norm ? 'SERVICENORM' : 'ONBEKEND' }
}

export const resolvers = {
  Query: { ik: () => ({}), zaak: (_, given) => zaak(given), posts: () => haal('/posts') },
  Afnemer: { klant: () => ({}) },
  Klant: {
    klantnummer: async (_, __, { partijen }) => (await partijen.load(bsn)).nummer,
    naam,
    contactmomenten: async (_, { first }, { partijen }) => {
      const { uuid } = await partijen.load(bsn)
      const params = { hadBetrokkene__wasPartij__uuid: uuid, expand: 'hadBetrokkenen,gingOverOnderwerpobjecten' }
      return { nodes: contactmomenten(await open(CONTACTEN, params, 100)).slice(0, first) }
    },
    zaken: (_, given) => zaken(given),
    producten: async (_, { first }) => {
      const rows = await open('/openproduct/producten/api/v1/producten', { eigenaren__bsn: bsn }, 500, 'page_size')
      const shown = rows.filter((row) => row.gepubliceerd).sort(aflopend('start_datum')).slice(0, first)
      return { nodes: shown.map((row) => ({ naam: row.naam, startDatum: row.start_datum, eindDatum: row.eind_datum })) }
    },
    verzoeken: async (_, { first }) => {
      const rows = await open('/openvtb/verzoeken/api/v1/verzoeken', { initiator: `urn:nld:brp:bsn:${bsn}` })
      return { nodes: rows.slice(0, first).map((row) => ({ kenmerk: row.verzoekBron.kenmerk, kanaal: row.kanaal })) }
    },
    taken: async () => {
      const rows = await open('/openvtb/taken/api/v1/externetaken', { isToegewezenAan: `urn:nld:brp:bsn:${bsn}` })
      return rows.sort(aflopend('einddatumHandelingsTermijn')).reverse()
    },
  },
  Zaak: {
    zaaktype: (zaak) => zaaktypen.get(zaak.zaaktype),
    status: (zaak) => (zaak._expand.status ? status(zaak._expand.status) : null),
    statussen: async (zaak, _, { statussen }) =>
      [...(await statussen.load(zaak.url))].sort(aflopend('datumStatusGezet')).reverse().map(status),
    resultaat: (zaak) => {
      const found = zaak._expand.resultaat
      return found ? { naam: resultaattypen.get(found.resultaattype).omschrijving } : null
    },
    besluiten: (zaak, _, { besluiten }) => besluiten.load(zaak.url),
    documenten: async (zaak, _, { documenten }) => {
      const links = (zaak._expand.zaakinformatieobjecten ?? []).map((link) => link.informatieobject)
      const found = await documenten.loadMany(links)
      return found.filter((row) => row && ['definitief', 'gearchiveerd'].includes(row.status))
    },
    contactmomenten: async (zaak, _, { contacten }) => contactmomenten(await contacten.load(zaak.uuid)),
    proces: async (zaak, _, { statussen }) => proces(zaak, await statussen.load(zaak.url)),
    levertijd,
  },
  Post: { user: (post, _, { users }) => users.load(post.userId) },
}
