package import EventLoop

extension LaneError: ResponseConvertible {
    /// 503: a lane is full or stopping, which passes.
    package var response: Response {
        var fault = FaultResponse(.serviceUnavailable, "Service Unavailable")
        fault.headers.set(.retryAfter, "1")
        return fault.response
    }
}
