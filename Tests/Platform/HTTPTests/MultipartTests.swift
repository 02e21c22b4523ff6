import EventLoop
import Glibc
import Testing

@testable import HTTP

@Suite struct MultipartTests {
    private static let form =
        "preamble\r\n--XyZ\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n"
        + "value\r\n-- not it\r\n--Xy\r\n"
        + "--XyZ  \r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.gpx\"\r\n"
        + "Content-Type: application/gpx+xml \r\n\r\n\r\r\n\r\n--XyQ\r\n\r\n"
        + "--XyZ\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--XyZ--\r\nepilogue --XyZ"

    private func parse(_ pieces: [[UInt8]], _ limits: MultipartLimits = MultipartLimits()) throws -> [String]
    {
        var parser = MultipartParser(boundary: Array("XyZ".utf8), limits: limits)
        var events: [MultipartParser.Event] = []
        for piece in pieces { try parser.parse(piece, into: &events) }
        var parts: [String] = []
        for event in events {
            switch event {
            case .begin(let part):
                parts.append("\(part.name)|\(part.filename ?? "-")|\(part.contentType ?? "-")|")
            case .data(let bytes): parts[parts.count - 1] += String(decoding: bytes, as: UTF8.self)
            case .end: parts[parts.count - 1] += "|"
            }
        }
        if !parser.isDone { parts.append("unfinished") }
        return parts
    }

    private let expected = [
        "text|-|-|value\r\n-- not it\r\n--Xy|", "file|a.gpx|application/gpx+xml|\r\r\n\r\n--XyQ\r\n|",
        "empty|-|-||",
    ]

    @Test func `parts are the same wherever the body is cut in two`() throws {
        let bytes = Array(MultipartTests.form.utf8)
        for cut in 0...bytes.count {
            #expect(try parse([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected, "cut at \(cut)")
        }
    }

    @Test func `parts are the same when the body comes byte by byte`() throws {
        #expect(try parse(MultipartTests.form.utf8.map { [$0] }) == expected)
    }

    @Test(arguments: [
        "--XyZ\r\n\r\nno disposition\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XyZ--",
        "--XyZ\nContent-Disposition: form-data; name=a\n\nx\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition form-data; name=a\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx",
        "--XyZx\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=a\r\nX: \0\r\n\r\nx\r\n--XyZ--",
        "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XyZ-\r\n",
    ])
    func `what is no form is refused`(body: String) {
        #expect(throws: MultipartError.malformed) { try parse([Array(body.utf8)]) }
    }

    @Test(arguments: [
        "", "--XyZ", "--XyZ\r\nContent-Dis",
        "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--Xy",
    ])
    func `a body that is cut off is not done`(body: String) throws {
        #expect(try parse([Array(body.utf8)]).last == "unfinished")
    }

    @Test func `parts, headers and preamble are limited`() {
        var limits = MultipartLimits()
        limits.parts = 2
        #expect(throws: MultipartError.tooManyParts(limit: 2)) {
            try parse([Array(MultipartTests.form.utf8)], limits)
        }
        limits.headerBytes = 40
        #expect(throws: MultipartError.headersTooLarge(limitBytes: 40)) {
            try parse([Array(MultipartTests.form.utf8)], limits)
        }
        #expect(throws: MultipartError.malformed) { try parse([[UInt8](repeating: 65, count: 2000)]) }
    }

    @Test(arguments: [
        (#"form-data; name="file"; filename="file""#, "file"), (#"form-data; filename=""; name="file""#, ""),
        (#"form-data; name="file"; filename="a\"b\\c.gpx""#, #"a"b\c.gpx"#),
        (#"form-data; name="file"; filename="C:\dir\a.gpx""#, #"C:\dir\a.gpx"#),
        (#"form-data; name="file"; filename="a%22b%41.gpx""#, #"a"b%41.gpx"#),
        (#"form-data; name="file"; filename="Hügel.gpx""#, "Hügel.gpx"),
        (#"form-data; name="file"; filename*=utf-8''H%C3%BCgel.gpx"#, "Hügel.gpx"),
        (#"form-data; name=file; filename=a.gpx ; x=y"#, "a.gpx"), (#"form-data; name="file";"#, nil),
    ])
    func `file names are read in all their spellings`(disposition: String, filename: String?) throws {
        let part = try MultipartPart(headerLines: Array("Content-Disposition: \(disposition)\r\n".utf8))
        #expect(part.name == "file")
        #expect(part.filename == filename)
    }

    private func request(_ body: [UInt8], type: String = "multipart/form-data; boundary=XyZ") -> Request {
        Request(.post, "/", headers: ["Content-Type": type], body: body)
    }

    private func withSpool<R>(_ body: (Spool, String) async throws -> R) async throws -> R {
        let directory = "/tmp/slipstream-multipart-\(UInt64.random(in: 0...UInt64.max))"
        #expect(mkdir(directory, 0o700) == 0)
        let lane = Lane(name: "spool", threads: 1, queueLimit: 10)
        defer {
            lane.stop()
            rmdir(directory)
        }
        return try await body(Spool(directory: directory, lane: lane), directory)
    }

    @Test func `a small form stays in memory`() async throws {
        try await withSpool { spool, directory in
            let form = try await MultipartForm.read(request(Array(MultipartTests.form.utf8)), spool: spool)
            #expect(form.fields["text"] == "value\r\n-- not it\r\n--Xy")
            #expect(form.fields["empty"] == "")
            let file = try #require(form.file("file"))
            #expect(file.filename == "a.gpx")
            #expect(try await file.bytes() == Array("\r\r\n\r\n--XyQ\r\n".utf8))
            #expect(MultipartTests.files(in: directory).isEmpty)
        }
    }

    @Test func `a large file waits on disk, and goes with its last reference`() async throws {
        try await withSpool { spool, directory in
            let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let head = "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n"
            let body = Array(head.utf8) + content + Array("\r\n--XyZ--\r\n".utf8)
            var form: MultipartForm? = try await MultipartForm.read(request(body), spool: spool)
            let file = try #require(form?.file("file"))
            #expect(file.byteCount == content.count)
            #expect(file.contentType == nil)
            #expect(try await file.bytes() == content)
            #expect(try await file.head() == Array(content[..<4096]))
            #expect(MultipartTests.files(in: directory).count == 1)
            form = nil
        }
    }

    @Test func `what was spooled is removed when the form is refused`() async throws {
        try await withSpool { spool, directory in
            var limits = MultipartLimits()
            limits.memoryBytes = 10
            limits.fileBytes = 1000
            let head = "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n"
            let cut = Array((head + String(repeating: "x", count: 500)).utf8)
            await #expect(throws: MultipartError.malformed) {
                _ = try await MultipartForm.read(request(cut), limits: limits, spool: spool)
            }
            let long = Array((head + String(repeating: "x", count: 1001) + "\r\n--XyZ--").utf8)
            await #expect(throws: MultipartError.fileTooLarge(name: "file", limitBytes: 1000)) {
                _ = try await MultipartForm.read(request(long), limits: limits, spool: spool)
            }
            #expect(MultipartTests.files(in: directory).isEmpty)
        }
    }

    @Test func `fields are limited and are text`() async throws {
        try await withSpool { spool, _ in
            var limits = MultipartLimits()
            limits.fieldBytes = 3
            func form(_ value: [UInt8]) -> Request {
                request(
                    Array("--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8) + value
                        + Array("\r\n--XyZ--".utf8))
            }
            await #expect(throws: MultipartError.fieldTooLarge(name: "a", limitBytes: 3)) {
                _ = try await MultipartForm.read(form(Array("four".utf8)), limits: limits, spool: spool)
            }
            for value: [UInt8] in [[0xff], [0x61, 0]] {
                await #expect(throws: MultipartError.malformed) {
                    _ = try await MultipartForm.read(form(value), spool: spool)
                }
            }
        }
    }

    @Test(arguments: [
        "application/json", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/mixed; boundary=XyZ",
        "multipart/form-data; boundary=\"a\u{e4}\"",
        "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ])
    func `another type, or none with a boundary, is 415`(type: String) throws {
        #expect(throws: MultipartError.notMultipart) { _ = try MultipartReader(request([1], type: type)) }
        #expect(MultipartError.notMultipart.response.status == .unsupportedMediaType)
    }

    @Test func `a boundary may be quoted, and its parameter in capitals`() throws {
        _ = try MultipartReader(request([1], type: "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"Xy Z\""))
    }

    @Test func `cookies are found by their whole name`() {
        let request = Request(
            .get, "/", headers: ["Cookie": "session2=x; session=abc=; a=b", "cookie": "c=d"])
        #expect(request.cookie("session") == "abc=")
        #expect(request.cookie("c") == "d")
        #expect(request.cookie("sessio") == nil)
        #expect(
            ResponseCookie("s", "v", maxAgeSeconds: 60).header
                == "s=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure")
    }

    private static func files(in directory: String) -> [String] {
        guard let handle = opendir(directory) else { return ["no directory"] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
