package import HTTP

extension Fault: ResponseConvertible {
    /// The fault as an HTTP answer in the v3 format.
    package var response: Response {
        var fault = FaultResponse(status, message, details.map(FaultResponse.Detail.init))
        switch kind {
        case .tooMany(let seconds), .unavailable(let seconds): fault.headers.set(.retryAfter, String(seconds))
        case .unauthorized: fault.headers.set(.wwwAuthenticate, "Bearer")
        default: break
        }
        return fault.response
    }

    private var status: Status {
        switch kind {
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .unsupportedType: .unsupportedMediaType
        case .unprocessable: .unprocessableContent
        case .tooMany: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }
}

extension FaultResponse.Detail {
    fileprivate init(_ detail: Fault.Detail) {
        self.init(resource: detail.resource, field: detail.field, code: detail.code)
    }
}
