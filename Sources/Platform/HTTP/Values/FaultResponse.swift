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
        package var resource: String
        package var field: String
        package var code: String

        package init(resource: String, field: String, code: String) {
            self.resource = resource
            self.field = field
            self.code = code
        }
    }

    package var status: Status
    package var message: String
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
        var body: [UInt8] = []
        body.append("{\"message\":")
        body.appendJSON(message)
        body.append(",\"errors\":[")
        for (index, detail) in details.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            append(detail, to: &body)
        }
        body.append("]}")
        var response = Response.json(body, status: status)
        response.headers.append(headers)
        return response
    }

    private func append(_ detail: Detail, to body: inout [UInt8]) {
        body.append("{\"resource\":")
        body.appendJSON(detail.resource)
        body.append(",\"field\":")
        body.appendJSON(detail.field)
        body.append(",\"code\":")
        body.appendJSON(detail.code)
        body.append(UInt8(ascii: "}"))
    }
}

extension [UInt8] {
    /// Appends a JSON string (RFC 8259, 7).
    mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0a: append("\\n")
            case 0x0d: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20:
                append("\\u00")
                append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
                append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
