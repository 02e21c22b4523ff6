/// What went wrong, in the words of the domain; becomes the v3 fault `{message, errors: [{resource, field,
/// code}]}`
/// and an HTTP status only at the edge.
package struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of fault; each has one HTTP status.
    package enum Kind: Equatable, Sendable {
        /// The request can't be understood, or names something impossible: 400.
        case badRequest
        /// Nobody, an expired somebody, or a scope is missing: 401.
        case unauthorized
        /// Known, but not allowed: 403.
        case forbidden
        /// There is no such thing, or not for this athlete: 404.
        case notFound
        /// The state of the thing, or another request, is in the way: 409.
        case conflict
        /// Larger than the named maximum: 413.
        case tooLarge
        /// Of a type that isn't taken here: 415.
        case unsupportedType
        /// Well-formed, but at odds with itself or with an earlier request: 422.
        case unprocessable
        /// Over a limit; try again after so many seconds: 429.
        case tooMany(retryAfterSeconds: Int)
        /// Something that we need is away; try again after so many seconds: 503.
        case unavailable(retryAfterSeconds: Int)
    }

    /// One thing that is wrong, and where.
    package struct Detail: Equatable, Sendable {
        /// What kind of thing: `Activity`, `Upload`, `Athlete` …
        package var resource: String
        /// Which part of it.
        package var field: String
        /// What is the matter: `invalid`, `missing`, `exceeded`, `empty`, `already exists`, or a short text.
        package var code: String

        /// Makes a detail.
        package init(resource: String, field: String, code: String) {
            self.resource = resource
            self.field = field
            self.code = code
        }
    }

    /// What kind of fault it is.
    package var kind: Kind
    /// One line for people.
    package var message: String
    /// What exactly, and where.
    package var details: [Detail]

    /// Makes a fault with any number of details.
    package init(_ kind: Kind, _ message: String, _ details: [Detail] = []) {
        self.kind = kind
        self.message = message
        self.details = details
    }

    /// The kind, the message and the details, for logs.
    package var description: String {
        let list = details.map { "\($0.resource).\($0.field): \($0.code)" }.joined(separator: ", ")
        return list.isEmpty ? message : "\(message) (\(list))"
    }
}

extension Fault {
    /// A field of a request has a value that can't be used: 400.
    package static func invalid(_ resource: String, _ field: String, _ code: String = "invalid") -> Fault {
        Fault(.badRequest, "Bad Request", [Detail(resource: resource, field: field, code: code)])
    }

    /// A field that has to be there isn't: 400.
    package static func missing(_ resource: String, _ field: String) -> Fault {
        invalid(resource, field, "missing")
    }

    /// There is no such thing, or it must not be seen: 404.
    package static func notFound(_ resource: String, field: String = "id") -> Fault {
        Fault(.notFound, "Record Not Found", [Detail(resource: resource, field: field, code: "invalid")])
    }

    /// Who asks could not be told: 401.
    package static func unauthorized(_ resource: String = "Athlete", _ field: String = "access_token")
        -> Fault
    {
        Fault(
            .unauthorized, "Authorization Error", [Detail(resource: resource, field: field, code: "invalid")])
    }

    /// The token lacks a scope: 401, as v3 has it.
    package static func missingScope(_ scope: String) -> Fault {
        let detail = Detail(resource: "AccessToken", field: "\(scope)_permission", code: "missing")
        return Fault(.unauthorized, "Authorization Error", [detail])
    }

    /// Known, but not allowed: 403.
    package static func forbidden(_ resource: String, _ field: String, _ code: String = "not allowed")
        -> Fault
    {
        Fault(.forbidden, "Forbidden", [Detail(resource: resource, field: field, code: code)])
    }

    /// The state of a thing is in the way: 409.
    package static func conflict(_ resource: String, _ field: String, _ code: String = "already exists")
        -> Fault
    {
        Fault(.conflict, "Conflict", [Detail(resource: resource, field: field, code: code)])
    }
}
