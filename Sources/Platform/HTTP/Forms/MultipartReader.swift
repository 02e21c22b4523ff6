/// Reads the parts of a request's `multipart/form-data` body, one after the other, as they arrive.
///
/// ```swift
/// let reader = try MultipartReader(request)
/// while let part = try await reader.nextPart() {
///     while let bytes = try await reader.nextBytes() { … }
/// }
/// ```
package final class MultipartReader {
    private let body: Body
    private var parser: MultipartParser
    private var events: [MultipartParser.Event] = []
    private var position = 0
    private var isInPart = false

    /// Reads the boundary from `Content-Type`.
    package init(_ request: Request, limits: MultipartLimits = MultipartLimits()) throws(MultipartError) {
        let boundary = request.headers.withValue(of: .contentType) { value -> [UInt8]? in
            guard let type = HeaderParameters(value), type.value == "multipart/form-data" else { return nil }
            return type["boundary"]
        }
        guard case .some(.some(let boundary)) = boundary, (1...70).contains(boundary.count),
            boundary.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), boundary.last != 0x20
        else { throw .notMultipart }
        body = request.body
        parser = MultipartParser(boundary: boundary, limits: limits)
    }

    /// The next part's headers, nil after the last; what is left of the part before is skipped.
    package func nextPart() async throws -> MultipartPart? {
        while isInPart { _ = try await nextBytes() }
        guard let event = try await nextEvent() else { return nil }
        guard case .begin(let part) = event else { throw MultipartError.malformed }
        isInPart = true
        return part
    }

    /// The next piece of the part's content, nil at its end.
    package func nextBytes() async throws -> [UInt8]? {
        guard isInPart else { return nil }
        switch try await nextEvent() {
        case .data(let bytes): return bytes
        case .end:
            isInPart = false
            return nil
        case .begin, nil: throw MultipartError.malformed
        }
    }

    private func nextEvent() async throws -> MultipartParser.Event? {
        while position == events.count {
            events.removeAll(keepingCapacity: true)
            position = 0
            guard let bytes = try await body.next() else {
                guard parser.isDone else { throw MultipartError.malformed }
                return nil
            }
            try parser.parse(bytes, into: &events)
        }
        position += 1
        return events[position - 1]
    }
}
