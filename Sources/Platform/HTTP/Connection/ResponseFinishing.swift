import Compression

/// What is done to every answer before it is sent: entity tags, conditions, compression.
enum ResponseFinishing {
    /// Smaller bodies are sent again rather than tagged.
    static let minTaggedBytes = 256
    /// Smaller bodies are not worth compressing.
    static let minCompressedBytes = 1024
    /// Larger bodies would hold up the loop; who has such can stream them or store them compressed.
    static let maxCompressedBytes = 256 * 1024
    /// zlib's fastest: the loop's time is worth more than a few percent of size.
    static let compressionLevel = 1

    /// Tags a successful answer to a question, answers 304 if the client has it, compresses it if it may.
    static func finish(_ response: inout Response, for request: Request) {
        guard case .bytes(let bytes) = response.body, response.status == .ok else { return }
        if request.method == .get || request.method == .head {
            if bytes.count >= minTaggedBytes, !response.headers.contains(.eTag) {
                response.headers.add(.eTag, EntityTag.weak(of: bytes))
            }
            if clientHas(response, request) { return forgetBody(of: &response) }
        }
        compress(&response, bytes, for: request)
    }

    private static func clientHas(_ response: Response, _ request: Request) -> Bool {
        guard request.headers.contains(.ifNoneMatch), let tag = response.headers[.eTag] else { return false }
        var matches = false
        request.headers.forEachValue(of: .ifNoneMatch) { list in
            matches = matches || EntityTag.matches(tag, list)
        }
        return matches
    }

    private static func forgetBody(of response: inout Response) {
        response.status = .notModified
        response.body = .empty
        response.headers.remove(.contentType)
    }

    // MARK: compression

    private static func compress(_ response: inout Response, _ bytes: [UInt8], for request: Request) {
        guard bytes.count >= minCompressedBytes, bytes.count <= maxCompressedBytes,
            !response.headers.contains(.contentEncoding), isCompressible(response.headers[.contentType] ?? "")
        else { return }
        response.headers.add(.vary, "Accept-Encoding" as StaticString)
        guard accepts("gzip", in: request.headers),
            let compressed = try? Gzip.deflate(bytes, level: compressionLevel)
        else { return }
        response.headers.add(.contentEncoding, "gzip" as StaticString)
        if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers.set(.eTag, "W/\(tag)") }
        response.body = .bytes(compressed)
    }

    private static func isCompressible(_ contentType: String) -> Bool {
        // Bytes, since comparing texts as Unicode wants costs a microsecond with every answer.
        let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        return type.starts(with: "text/".utf8) || type.suffix(4).elementsEqual("json".utf8)
            || type.suffix(3).elementsEqual("xml".utf8) || type.elementsEqual("application/javascript".utf8)
    }

    /// True when the client takes that coding: it is named, or `*` is, and its quality is not 0
    /// (RFC 9110, 12.5.3).
    static func accepts(_ coding: StaticString, in headers: Headers) -> Bool {
        var named: Bool?
        var others: Bool?
        headers.forEachValue(of: .acceptEncoding) { list in
            forEachListElement(of: list) { element in
                let end = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
                let name = trimmed(Bytes(rebasing: element[..<end]))
                let isWanted = !hasZeroQuality(Bytes(rebasing: element[end...]))
                if equalsIgnoringCase(name, coding) { named = isWanted }
                if equalsIgnoringCase(name, "*") { others = isWanted }
                return true
            }
        }
        return named ?? others ?? false
    }

    /// True for `;q=0`, `; q=0.000` and the like.
    private static func hasZeroQuality(_ parameters: Bytes) -> Bool {
        let text = parameters.filter { $0 != 0x20 && $0 != 0x09 }
        guard text.count >= 4, text[0] == UInt8(ascii: ";"), text[1] | 0x20 == UInt8(ascii: "q"),
            text[2] == UInt8(ascii: "=")
        else { return false }
        return text[3...].allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
}
