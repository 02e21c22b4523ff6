/// A request's content, read once, in pieces as they arrive.
///
/// What is not read is not received: while the handler waits elsewhere, the connection stops reading
/// after `BodyStream.highWaterBytes`.
package struct Body {
    let stream: BodyStream?

    init(_ stream: BodyStream?) {
        self.stream = stream
    }

    /// No content.
    package static var empty: Body {
        Body(nil)
    }

    /// Content that is already there.
    package init(_ bytes: [UInt8]) {
        stream = bytes.isEmpty ? nil : BodyStream(complete: bytes)
    }

    /// True when the request has no content at all.
    package var isEmpty: Bool {
        stream == nil
    }

    /// The length announced by the client, before any content decoding; nil where it is sent in chunks.
    package var declaredLength: Int? {
        guard let stream else { return 0 }
        return stream.declaredLength
    }

    /// The most bytes that may be read, after content decoding; the router sets the route's limit.
    package var limitBytes: Int {
        get { stream?.limitBytes ?? 0 }
        nonmutating set { stream?.limitBytes = newValue }
    }

    /// The next piece, nil at the end; throws `BodyError`.
    package func next() async throws -> [UInt8]? {
        try await stream?.next()
    }

    /// Everything, or `BodyError.tooLarge` when it is more than the route's limit or the one given here.
    package func collect(upTo limitBytes: Int = Int.max) async throws -> [UInt8] {
        guard let stream else { return [] }
        stream.limitBytes = min(stream.limitBytes, limitBytes)
        guard var all = try await stream.next() else { return [] }
        while let more = try await stream.next() { all.append(contentsOf: more) }
        return all
    }

    /// Puts back what was collected, for whoever reads next: for middleware that has to look first.
    package func putBack(_ bytes: [UInt8]) {
        stream?.putBack(bytes)
    }
}

/// Why a body could not be read to its end.
package enum BodyError: Error, Equatable, ResponseConvertible {
    /// More than the limit, declared or received.
    case tooLarge(limitBytes: Int)
    /// The client went away, or sent broken chunks.
    case incomplete
    /// The client sent too slowly.
    case tooSlow
    /// `Content-Encoding` is not one that the server reads.
    case unsupportedEncoding
    /// What was said to be compressed is not, or expands beyond the allowed ratio.
    case undecodable

    /// 413, 400 or 415.
    package var response: Response {
        switch self {
        case .tooLarge:
            FaultResponse(
                .contentTooLarge, "Payload Too Large", resource: "Request", field: "body", code: "exceeded"
            )
            .response
        case .incomplete:
            FaultResponse(.badRequest, "Bad Request", resource: "Request", field: "body", code: "incomplete")
                .response
        case .tooSlow:
            FaultResponse(
                .requestTimeout, "Request Timeout", resource: "Request", field: "body", code: "timed out"
            ).response
        case .unsupportedEncoding:
            FaultResponse(
                .unsupportedMediaType, "Unsupported Media Type", resource: "Request",
                field: "Content-Encoding",
                code: "invalid"
            ).response
        case .undecodable:
            FaultResponse(.badRequest, "Bad Request", resource: "Request", field: "body", code: "invalid")
                .response
        }
    }
}
