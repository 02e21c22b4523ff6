import Compression
import Testing

@testable import HTTP

@Suite struct FinishingTests {
    private let large = Array(String(repeating: "{\"a\":1},", count: 1000).utf8)

    private func finished(_ response: Response, _ headers: KeyValuePairs<String, String>) -> Response {
        var response = response
        ResponseFinishing.finish(&response, for: Request(.get, "/", headers: headers))
        return response
    }

    @Test func `an answer is tagged by its bytes, and is 304 for who has it`() throws {
        let first = finished(.json(large), [:])
        let tag = try #require(first.headers[.eTag])
        #expect(tag.hasPrefix("W/\"") && tag.hasSuffix("\""))
        #expect(finished(.json(large), [:]).headers[.eTag] == tag)
        #expect(finished(.json(large + [32]), [:]).headers[.eTag] != tag)
        let again = finished(.json(large), ["If-None-Match": tag])
        #expect(again.status == .notModified)
        #expect(again.contentLength == 0)
        #expect(again.headers[.eTag] == tag)
        #expect(again.headers[.contentType] == nil)
    }

    @Test(arguments: [
        ("\"a\"", "\"a\"", true), ("\"a\"", "W/\"a\"", true), ("W/\"a\"", "\"a\"", true),
        ("\"a\"", "*", true),
        ("\"a\"", "\"b\", \"a\"", true), ("\"a\"", "\"b\"", false), ("\"a\"", "a", false),
        ("\"a\"", "", false),
    ])
    func `tags are compared weakly, in lists`(tag: String, list: String, expected: Bool) {
        let response = Response(headers: [.eTag: tag], body: .bytes([1]))
        let answer = finished(response, ["If-None-Match": list])
        #expect((answer.status == .notModified) == expected)
    }

    @Test func `errors and changes are never 304`() {
        var response = Response.json(large, status: .created)
        ResponseFinishing.finish(&response, for: Request(.post, "/", headers: ["If-None-Match": "*"]))
        #expect(response.status == .created)
        #expect(response.headers[.eTag] == nil)
    }

    @Test func `large text is compressed for who takes gzip, and stays the same`() throws {
        let answer = finished(.json(large), ["Accept-Encoding": "br, gzip;q=0.5"])
        #expect(answer.headers[.contentEncoding] == "gzip")
        #expect(answer.headers[.vary] == "Accept-Encoding")
        guard case .bytes(let bytes) = answer.body else {
            Issue.record("no bytes")
            return
        }
        #expect(bytes.count < large.count / 5)
        #expect(try Gzip.inflate(bytes, limits: .upload) == large)
    }

    @Test(arguments: ["", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "identity"])
    func `nothing is compressed for who doesn't take gzip`(accepted: String) {
        let answer = finished(.json(large), ["Accept-Encoding": accepted])
        #expect(answer.headers[.contentEncoding] == nil)
        #expect(answer.headers[.vary] == "Accept-Encoding")
    }

    @Test(arguments: ["gzip", "GZIP", "*", "deflate, gzip", "gzip;q=0.001", "*;q=0, gzip"])
    func `gzip is accepted in any of its spellings`(accepted: String) {
        #expect(finished(.json(large), ["Accept-Encoding": accepted]).headers[.contentEncoding] == "gzip")
    }

    @Test func `small bodies, images and what is encoded are left alone`() {
        let headers: KeyValuePairs = ["Accept-Encoding": "gzip"]
        #expect(finished(.json(Array("{}".utf8)), headers).headers[.contentEncoding] == nil)
        let image = Response(headers: [.contentType: "image/png"], body: .bytes(large))
        #expect(finished(image, headers).headers[.contentEncoding] == nil)
        let encoded = Response(
            headers: [.contentType: "text/plain", .contentEncoding: "br"], body: .bytes(large))
        #expect(finished(encoded, headers).headers.values(of: .contentEncoding) == ["br"])
    }

    @Test func `a strong tag is weakened by compression`() {
        let response = Response(
            headers: [.contentType: "text/plain", .eTag: "\"strong\""], body: .bytes(large))
        #expect(finished(response, ["Accept-Encoding": "gzip"]).headers[.eTag] == "W/\"strong\"")
        #expect(finished(response, [:]).headers[.eTag] == "\"strong\"")
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func `dates are written as RFC 9110 has them`(seconds: Int, text: String) {
        #expect(DateLine.text(unixSeconds: seconds) == text)
    }
}
