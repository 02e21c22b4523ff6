import Testing

@testable import HTTP

@Suite struct ValueTests {
    @Test func `headers are found without regard to case, and lists by token`() {
        let request = Request(
            .get, "/x", headers: ["accept": "a", "CONNECTION": "keep-alive ,  Upgrade,", "X": "1", "x": "2"])
        #expect(request.headers[.accept] == "a")
        #expect(request.headers["ACCEPT"] == "a")
        #expect(request.headers.values(of: "X") == ["1", "2"])
        #expect(request.headers.contains(token: "upgrade", in: .connection))
        #expect(!request.headers.contains(token: "up", in: .connection))
        #expect(request.headers[.host] == nil)
        #expect(request.headers.all.count == 4)
    }

    @Test func `names that differ in more than case are different`() {
        let request = Request(.get, "/", headers: ["A-B": "1"])
        #expect(request.headers["A\rB"] == nil)
        #expect(request.headers["a-b"] == "1")
    }

    @Test func `response headers are added, replaced and removed`() {
        var headers: ResponseHeaders = [.contentType: "text/plain"]
        headers.add(.setCookie, "a=1")
        headers.add(.setCookie, "b=2")
        headers.set(.contentType, "text/html")
        headers.add(.contentLength, 1_230)
        #expect(headers.values(of: .setCookie) == ["a=1", "b=2"])
        #expect(headers["content-type"] == "text/html")
        #expect(headers[.contentLength] == "1230")
        headers.remove(.setCookie)
        #expect(!headers.contains(.setCookie))
        #expect(headers.contains(.contentType))
    }

    @Test func `a value cannot smuggle a header of its own`() {
        let headers: ResponseHeaders = [.location: "/a\r\nSet-Cookie: x=1\0"]
        #expect(headers[.location] == "/a  Set-Cookie: x=1 ")
        #expect(!headers.contains(.setCookie))
    }

    @Test func `form fields are decoded in order`() throws {
        let form = try FormFields(decoding: Array("a=1&b=x+y%2Bz&a=&&c&%c3%a4=%E2%82%AC".utf8))
        #expect(form.values(of: "a") == ["1", ""])
        #expect(form["b"] == "x y+z")
        #expect(form["c"] == "")
        #expect(form["ä"] == "€")
        #expect(try form.integer("a") == 1)
        #expect(try form.boolean("a") == true)
        #expect(try form.integer("none") == nil)
        #expect(throws: FormError.invalid(field: "b")) { try form.integer("b") }
        #expect(throws: FormError.invalid(field: "b")) { try form.boolean("b") }
    }

    @Test(arguments: ["a=%", "a=%4", "a=%4g", "%80=1", "a=%00"])
    func `broken escapes and text that is not UTF-8 are refused`(text: String) {
        #expect(throws: FormError.malformed) { try FormFields(decoding: Array(text.utf8)) }
    }

    @Test func `too many fields are refused`() throws {
        let most = Array(repeating: "a=1", count: FormFields.maxFields).joined(separator: "&")
        #expect(try FormFields(decoding: Array(most.utf8)).all.count == FormFields.maxFields)
        #expect(throws: FormError.tooManyFields(limit: FormFields.maxFields)) {
            try FormFields(decoding: Array("\(most)&a=1".utf8))
        }
    }

    @Test func `a fault is JSON whatever its texts hold`() {
        let fault = FaultResponse(.badRequest, "a\"b\\c\n\u{1}ü", resource: "R", field: "f", code: "c")
        #expect(
            fault.response.text
                == #"{"message":"a\"b\\c\n\u0001ü","errors":[{"resource":"R","field":"f","code":"c"}]}"#)
        #expect(fault.response.headers[.contentType] == "application/json; charset=utf-8")
    }

    @Test func `a fault's headers go with its answer`() {
        var fault = FaultResponse(.serviceUnavailable, "x")
        fault.headers.set(.retryAfter, "1")
        #expect(fault.response.headers[.retryAfter] == "1")
        #expect(fault.response.text == #"{"message":"x","errors":[]}"#)
    }

    @Test func `slots are kept by type`() {
        enum Caller: RequestKey { typealias Value = Int }
        enum Scope: RequestKey { typealias Value = String }
        let request = Request(.get, "/")
        request[Caller.self] = 7
        request[Scope.self] = "read"
        request[Caller.self] = 8
        #expect(request[Caller.self] == 8)
        #expect(request[Scope.self] == "read")
        request[Caller.self] = nil
        #expect(request[Caller.self] == nil)
    }

    @Test func `request ids are 32 digits and differ`() {
        var source = RequestIDSource()
        let ids = (0..<100).map { _ in source.next().description }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
        #expect(RequestID(high: 1, low: 0xab).description == "000000000000000100000000000000ab")
    }
}
