/// An identifier of one kind of thing: a 53-bit integer that grows with time, exact in JavaScript's doubles.
package struct ID<Subject>: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number, as clients see it.
    package let rawValue: Int64

    /// Wraps a number that came from the database or from a client.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Wraps a number that came from the database or from a client.
    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Equal as numbers. Written out, since the one for `RawRepresentable` isn't specialised across modules.
    @inlinable
    package static func == (left: ID, right: ID) -> Bool {
        left.rawValue == right.rawValue
    }

    /// Feeds the number.
    @inlinable
    package func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }

    /// Orders by age: the older first.
    @inlinable
    package static func < (left: ID, right: ID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The number in decimal.
    package var description: String {
        String(rawValue)
    }
}

/// In the keys of events and jobs an identifier is its number.
extension ID: Codable {}

/// The things that modules to the left of their owner have to name.
package enum Subjects {
    /// A person with an account.
    package enum Athlete {}
    /// A registered client of the API.
    package enum Application {}
    /// A log-in or a grant, from which access tokens come.
    package enum Session {}
    /// One recording, published.
    package enum Activity {}
}

/// Names an athlete.
package typealias AthleteID = ID<Subjects.Athlete>
/// Names an application of the API.
package typealias ApplicationID = ID<Subjects.Application>
/// Names a session.
package typealias SessionID = ID<Subjects.Session>
/// Names an activity.
package typealias ActivityID = ID<Subjects.Activity>
