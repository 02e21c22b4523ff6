/// What a `multipart/form-data` body may hold, beside the route's limit on the whole of it.
package struct MultipartLimits: Sendable {
    /// Parts, files and fields together.
    package var parts = 32
    /// A part's header lines together.
    package var headerBytes = 4 * 1024
    /// A field's value; fields are kept in memory.
    package var fieldBytes = 64 * 1024
    /// One file.
    package var fileBytes = 64 * 1024 * 1024
    /// The largest file that is kept in memory; larger ones go to the spool directory.
    package var memoryBytes = 256 * 1024

    /// The working defaults.
    package init() {}
}

/// Why a `multipart/form-data` body was refused.
package enum MultipartError: Error, Equatable, ResponseConvertible {
    /// `Content-Type` is not `multipart/form-data` with a boundary of 1 to 70 characters.
    case notMultipart
    /// The body breaks the grammar, or ends before the last boundary.
    case malformed
    case tooManyParts(limit: Int)
    case headersTooLarge(limitBytes: Int)
    case fieldTooLarge(name: String, limitBytes: Int)
    case fileTooLarge(name: String, limitBytes: Int)

    /// 400, 413 or 415 in the fault format, naming the part where one is to blame.
    package var response: Response {
        switch self {
        case .notMultipart:
            FaultResponse(
                .unsupportedMediaType, "Unsupported Media Type", resource: "Request", field: "Content-Type",
                code: "multipart/form-data expected"
            ).response
        case .malformed: badRequest("body", "malformed")
        case .tooManyParts: badRequest("body", "too many parts")
        case .headersTooLarge: badRequest("body", "part headers exceeded")
        case .fieldTooLarge(let name, _), .fileTooLarge(let name, _):
            FaultResponse(
                .contentTooLarge, "Payload Too Large", resource: "Request", field: name, code: "exceeded"
            ).response
        }
    }

    private func badRequest(_ field: String, _ code: String) -> Response {
        FaultResponse(.badRequest, "Bad Request", resource: "Request", field: field, code: code).response
    }
}
