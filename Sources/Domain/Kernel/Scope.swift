/// What an access token allows: the scopes of the v3 API, and one that only our own sessions have.
package struct Scopes: OptionSet, Hashable, Sendable {
    /// One bit a scope, as tokens and rows hold them.
    package let rawValue: Int64

    /// Takes the bits as they are.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Public segments, routes and profiles, the feed.
    package static let read = Scopes(rawValue: 1)
    /// Also what is private of one's own segments, routes and events.
    package static let readAll = Scopes(rawValue: 1 << 1)
    /// All of one's own profile.
    package static let profileReadAll = Scopes(rawValue: 1 << 2)
    /// Changing one's profile, following, starring.
    package static let profileWrite = Scopes(rawValue: 1 << 3)
    /// Activities that are visible to everyone or to followers.
    package static let activityRead = Scopes(rawValue: 1 << 4)
    /// Also one's own private activities, and what privacy zones hide.
    package static let activityReadAll = Scopes(rawValue: 1 << 5)
    /// Uploading, creating and editing activities.
    package static let activityWrite = Scopes(rawValue: 1 << 6)
    /// Sessions, passwords, applications: only what logged in with a password has it.
    package static let account = Scopes(rawValue: 1 << 7)

    /// Every scope that an application may ask for.
    package static let grantable: Scopes = [
        .read, .readAll, .profileReadAll, .profileWrite, .activityRead, .activityReadAll, .activityWrite,
    ]

    /// Each scope with its name on the wire, in the order in which lists are written.
    package static let names: [(scope: Scopes, name: String)] = [
        (.read, "read"), (.readAll, "read_all"), (.profileReadAll, "profile:read_all"),
        (.profileWrite, "profile:write"), (.activityRead, "activity:read"),
        (.activityReadAll, "activity:read_all"), (.activityWrite, "activity:write"), (.account, "account"),
    ]

    /// Reads a list separated by commas or spaces; nil when it has an unknown name.
    package init?(parsing text: String) {
        var scopes: Scopes = []
        for name in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let known = Scopes.names.first(where: { $0.name == name }) else { return nil }
            scopes.formUnion(known.scope)
        }
        self = scopes
    }

    /// The names, separated by commas, as v3 writes them.
    package var text: String {
        Scopes.names.filter { contains($0.scope) }.map(\.name).joined(separator: ",")
    }

    /// The scopes together with those that they imply: `activity:read_all` holds `activity:read`.
    package var withImplied: Scopes {
        var all = self
        if contains(.readAll) { all.formUnion(.read) }
        if contains(.activityReadAll) { all.formUnion(.activityRead) }
        return all
    }
}
