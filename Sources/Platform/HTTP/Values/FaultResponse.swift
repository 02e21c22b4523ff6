import JSON

/// An error that knows its answer.
///
/// Whatever a handler throws and conforms becomes this response; all else becomes a 500.
package protocol ResponseConvertible: Error {
    var response: Response { get }
}

/// An answer in the v3 fault format: `{"message":…,"errors":[{"resource":…,"field":…,"code":…}]}`.
package struct FaultResponse: Error, ResponseConvertible, Sendable {
    /// What is wrong with one field of a request.
    package struct Detail: Equatable, Sendable {
        /// What kind of thing: `Activity`, `Request` …
        package var resource: String
        /// Which part of it.
        package var field: String
        /// What is the matter: `invalid`, `missing`, `exceeded` …
        package var code: String

        /// A detail as given.
        package init(resource: String, field: String, code: String) {
            self.resource = resource
            self.field = field
            self.code = code
        }
    }

    /// The answer's status.
    package var status: Status
    /// One line for people.
    package var message: String
    /// What exactly, and where.
    package var details: [Detail]
    /// Sent with the answer: `Retry-After`, `WWW-Authenticate` …
    package var headers: ResponseHeaders

    /// A fault with any number of details.
    package init(
        _ status: Status, _ message: String, _ details: [Detail] = [],
        headers: ResponseHeaders = ResponseHeaders()
    ) {
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers
    }

    /// A fault with one detail.
    package init(_ status: Status, _ message: String, resource: String, field: String, code: String) {
        self.init(status, message, [Detail(resource: resource, field: field, code: code)])
    }

    /// The fault as JSON.
    package var response: Response {
        var writer = JSONWriter(capacity: 160)
        writer.object { writer in
            writer.member("message", message)
            writer.key("errors")
            writer.array(details) { writer, detail in
                writer.object { writer in
                    writer.member("resource", detail.resource)
                    writer.member("field", detail.field)
                    writer.member("code", detail.code)
                }
            }
        }
        var response = Response.json(writer.bytes, status: status)
        response.headers.append(headers)
        return response
    }
}
