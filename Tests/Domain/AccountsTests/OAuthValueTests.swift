import Crypto
import Testing

@testable import Accounts

struct RedirectURITests {
    @Test(arguments: [
        ("https://planner.example/back", "planner.example"), ("https://PLANNER.example", "planner.example"),
        ("http://localhost:3000/cb?x=1", "localhost"), ("http://127.0.0.1/cb", "127.0.0.1"),
        ("http://[::1]:80/cb", "[::1]"), ("myapp://planner.example/cb", "planner.example"),
    ])
    func `an address is read with its host`(text: String, host: String) {
        #expect(RedirectURI(text)?.host == host)
    }

    @Test(arguments: [
        "", "/back", "//planner.example", "planner.example", "javascript://planner.example/%0aalert(1)",
        "data://planner.example", "https:planner.example", "https:/planner.example", "https://",
        "https://user@planner.example", "https://planner.example@evil.example", "https://planner.example:x/",
        "https://planner.example#x", "https://planner.example\\@evil.example",
        "https://planner.example\r\nX: y",
        "https://planner.example/ x", "https://planner.example/\"", "https://planner.exämple",
        "https://[::2]/",
        "https://planner..example", "https://planner.example:", "file://localhost/etc", "1a://x.example",
    ])
    func `what a browser could understand otherwise is refused`(text: String) {
        #expect(RedirectURI(text) == nil)
    }

    @Test(arguments: [
        ("https://planner.example/x", true), ("https://localhost/x", true), ("http://127.0.0.1:9/", true),
        ("https://evil.example/planner.example", false), ("https://planner.example.evil.example", false),
        ("https://evilplanner.example", false), ("https://sub.planner.example", false),
        ("https://evil.example/?planner.example", false), ("https://localhost.evil.example", false),
    ])
    func `only the callback domain and the own machine are allowed`(text: String, isAllowed: Bool) throws {
        #expect(try #require(RedirectURI(text)).isAllowed(by: "planner.example") == isAllowed)
    }

    @Test func `values are added to what the query has, encoded`() throws {
        let plain = try #require(RedirectURI("https://a.example/x"))
        #expect(
            plain.appending([("state", "a b&c=d#é"), ("scope", "read,activity:read")])
                == "https://a.example/x?state=a%20b%26c%3Dd%23%C3%A9&scope=read,activity:read")
        #expect(
            try #require(RedirectURI("https://a.example/x?y=1")).appending([("a", "b")]).hasSuffix("?y=1&a=b")
        )
        #expect(try #require(RedirectURI("https://a.example/x?")).appending([("a", "b")]).hasSuffix("x?a=b"))
    }
}

struct CodeChallengeTests {
    /// RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `the verifier of the RFC meets its challenge, and no other does`() throws {
        let challenge = try #require(CodeChallenge(challenge))
        #expect(challenge.isMet(by: verifier))
        #expect(!challenge.isMet(by: verifier + "x"))
        #expect(!challenge.isMet(by: "short"))
        #expect(!challenge.isMet(by: nil))
        #expect(!challenge.isMet(by: challenge.text))
    }

    @Test(arguments: [
        "", "x", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", String(repeating: "!", count: 43),
    ])
    func `what isn't a digest is no challenge`(text: String) {
        #expect(CodeChallenge(text) == nil)
    }
}

struct HTMLTextTests {
    @Test func `values can't become markup`() {
        let name = "<script>alert('x')</script>\"&"
        let html: HTMLText = "<p title=\"\(name)\">\(name)</p>"
        #expect(
            html.text
                == "<p title=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\">"
                + "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;</p>")
    }
}
