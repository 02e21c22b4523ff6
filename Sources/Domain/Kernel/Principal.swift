/// Who asks: an athlete, through a session and perhaps an application, with scopes.
package struct Principal: Hashable, Sendable {
    /// The athlete that the token was given to.
    package var athlete: AthleteID
    /// The session or grant that the token came from.
    package var session: SessionID
    /// The application that acts for the athlete; nil for the athlete's own sessions and personal tokens.
    package var application: ApplicationID?
    /// What the token allows, implied scopes included.
    package var scopes: Scopes

    /// Makes a principal; implied scopes are added.
    package init(athlete: AthleteID, session: SessionID, application: ApplicationID?, scopes: Scopes) {
        self.athlete = athlete
        self.session = session
        self.application = application
        self.scopes = scopes.withImplied
    }
}

/// What a route asks of its caller; part of the route's row in the table.
package enum Access: Equatable, Sendable {
    /// Anyone, with or without a token.
    case anyone
    /// A valid token with at least one of these scopes.
    case anyScope(of: Scopes)
    /// The client id and secret of an application, in the request itself.
    case application

    /// A valid token with this scope.
    package static func scope(_ scope: Scopes) -> Access {
        .anyScope(of: scope)
    }
}
