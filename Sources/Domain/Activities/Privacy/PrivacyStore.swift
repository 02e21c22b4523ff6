import FoundationEssentials
import Geo
import Kernel
import Postgres

/// Athletes' rules in `activities.privacy_settings` and `activities.privacy_zone`.
struct PrivacyStore {
    let database: Database

    // MARK: all rules

    /// The rules of athletes; absent for those who have made none.
    func privacy(of athletes: [AthleteID]) async throws -> [AthleteID: Privacy] {
        let rows = try await database.query(
            """
            select athlete_id, revision, default_visibility, default_hidden_facets, hidden_start_meters,
                hidden_end_meters, secret, id, name, latitude, longitude, radius_meters
            from activities.privacy_settings left join activities.privacy_zone using (athlete_id)
            where athlete_id = any(\(athletes.map(\.rawValue)))
            """)
        var rules: [AthleteID: Rules] = [:]
        for row in rows { try PrivacyStore.read(row, into: &rules) }
        return rules.mapValues(\.privacy)
    }

    private struct Rules {
        var settings: PrivacySettings
        var revision: Int32
        var secret: [UInt8]
        var zones: [PrivacyZone] = []

        var privacy: Privacy {
            Privacy(settings: settings, revision: revision, zones: zones, secret: secret)
        }
    }

    private static func read(_ row: Row, into rules: inout [AthleteID: Rules]) throws {
        var cursor = row.cursor
        let athlete = AthleteID(try cursor.next(Int64.self))
        let revision = try cursor.next(Int32.self)
        let settings = try settings(&cursor)
        let secret = try cursor.next([UInt8].self)
        var known = rules[athlete] ?? Rules(settings: settings, revision: revision, secret: secret)
        if let zone = try zone(&cursor) { known.zones.append(zone) }
        rules[athlete] = known
    }

    // MARK: settings

    /// An athlete's settings.
    func settings(of athlete: AthleteID) async throws -> PrivacySettings {
        try await database.query(
            """
            select default_visibility, default_hidden_facets, hidden_start_meters, hidden_end_meters
            from activities.privacy_settings where athlete_id = \(athlete)
            """
        ).first.map(PrivacyStore.settings) ?? PrivacySettings()
    }

    /// Makes the row if there is none, counts a change, and locks it until the transaction ends, so that the
    /// athlete's changes come one after the other; returns the settings.
    func beginChange(
        of athlete: AthleteID, secret: [UInt8], at now: Date, in transaction: Transaction
    ) async throws -> PrivacySettings {
        let new = PrivacySettings()
        let row = try await transaction.query(
            """
            insert into activities.privacy_settings as known (
                athlete_id, revision, default_visibility, default_hidden_facets, hidden_start_meters,
                hidden_end_meters, secret, created_at, updated_at)
            values (
                \(athlete), 1, \(new.defaultVisibility), \(new.defaultHiddenFacets.rawValue), 0, 0, \(secret),
                \(now), \(now))
            on conflict (athlete_id) do update set revision = known.revision + 1, updated_at = \(now)
            returning default_visibility, default_hidden_facets, hidden_start_meters, hidden_end_meters
            """
        ).first
        guard let row else { preconditionFailure("an insert or update returns its row") }
        return try PrivacyStore.settings(row)
    }

    /// Writes the settings.
    func update(_ settings: PrivacySettings, of athlete: AthleteID, in transaction: Transaction) async throws
    {
        try await transaction.execute(
            """
            update activities.privacy_settings set
                default_visibility = \(settings.defaultVisibility),
                default_hidden_facets = \(settings.defaultHiddenFacets.rawValue),
                hidden_start_meters = \(Int32(settings.hiddenStartMeters)),
                hidden_end_meters = \(Int32(settings.hiddenEndMeters))
            where athlete_id = \(athlete)
            """)
    }

    private static func settings(_ row: Row) throws -> PrivacySettings {
        var cursor = row.cursor
        return try settings(&cursor)
    }

    private static func settings(_ cursor: inout RowCursor) throws -> PrivacySettings {
        PrivacySettings(
            defaultVisibility: Visibility(rawValue: try cursor.next()) ?? .onlyMe,
            defaultHiddenFacets: ActivityFacets(rawValue: try cursor.next()),
            hiddenStartMeters: Int(try cursor.next(Int32.self)),
            hiddenEndMeters: Int(try cursor.next(Int32.self)))
    }

    // MARK: zones

    /// An athlete's zones, the oldest first.
    func zones(of athlete: AthleteID) async throws -> [PrivacyZone] {
        try await database.query(PrivacyStore.zones(of: athlete)).map(PrivacyStore.zone)
    }

    /// The same, in a transaction.
    func zones(of athlete: AthleteID, in transaction: Transaction) async throws -> [PrivacyZone] {
        try await transaction.query(PrivacyStore.zones(of: athlete)).map(PrivacyStore.zone)
    }

    private static func zones(of athlete: AthleteID) -> SQL {
        """
        select id, name, latitude, longitude, radius_meters from activities.privacy_zone
        where athlete_id = \(athlete) order by id
        """
    }

    /// Adds a zone.
    func insert(_ zone: PrivacyZone, of athlete: AthleteID, at now: Date, in transaction: Transaction)
        async throws
    {
        try await transaction.execute(
            """
            insert into activities.privacy_zone (
                athlete_id, id, name, latitude, longitude, radius_meters, created_at, updated_at)
            values (
                \(athlete), \(zone.id), \(zone.name), \(zone.address.latitude), \(zone.address.longitude),
                \(Int32(zone.radiusMeters)), \(now), \(now))
            """)
    }

    /// Writes a zone as it is after an edit.
    func update(_ zone: PrivacyZone, of athlete: AthleteID, at now: Date, in transaction: Transaction)
        async throws
    {
        try await transaction.execute(
            """
            update activities.privacy_zone set
                name = \(zone.name), latitude = \(zone.address.latitude),
                longitude = \(zone.address.longitude), radius_meters = \(Int32(zone.radiusMeters)),
                updated_at = \(now)
            where athlete_id = \(athlete) and id = \(zone.id)
            """)
    }

    /// Removes a zone.
    func delete(_ zone: PrivacyZoneID, of athlete: AthleteID, in transaction: Transaction) async throws {
        try await transaction.execute(
            "delete from activities.privacy_zone where athlete_id = \(athlete) and id = \(zone)")
    }

    private static func zone(_ row: Row) throws -> PrivacyZone {
        var cursor = row.cursor
        guard let zone = try zone(&cursor) else { preconditionFailure("a zone has an id") }
        return zone
    }

    private static func zone(_ cursor: inout RowCursor) throws -> PrivacyZone? {
        let id = try cursor.next(Int64?.self)
        let name = try cursor.next(String?.self)
        let latitude = try cursor.next(Double?.self)
        let longitude = try cursor.next(Double?.self)
        let radius = try cursor.next(Int32?.self)
        guard let id, let name, let latitude, let longitude, let radius else { return nil }
        return PrivacyZone(
            id: PrivacyZoneID(id), name: name,
            address: Coordinate(latitude: latitude, longitude: longitude), radiusMeters: Int(radius))
    }
}
