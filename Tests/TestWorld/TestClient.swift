import Foundation
import FoundationNetworking

/// An HTTP client that nobody here wrote (libcurl through URLSession), pointed at a server under test.
package struct TestClient: Sendable {
    /// The server's address, such as `http://127.0.0.1:12345`.
    package let baseURL: String
    /// Sent as `Authorization: Bearer`, where set.
    package var token: String?

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.timeoutIntervalForRequest = 30
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        return URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
    }()

    /// Points a client at a server.
    package init(baseURL: String, token: String? = nil) {
        self.baseURL = baseURL
        self.token = token
    }

    /// The same client with a token.
    package func with(token: String?) -> TestClient {
        TestClient(baseURL: baseURL, token: token)
    }

    /// Sends a request and returns the whole answer, whatever its status.
    package func send(
        _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> TestResponse {
        guard let url = URL(string: baseURL + path) else { throw TestClientError.badPath(path) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0) }
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, answer) = try await TestClient.session.data(for: request)
        guard let http = answer as? HTTPURLResponse else { throw TestClientError.notHTTP }
        return TestResponse(status: http.statusCode, http: http, body: [UInt8](data))
    }

    /// GET.
    package func get(_ path: String, headers: [String: String] = [:]) async throws -> TestResponse {
        try await send("GET", path, headers: headers)
    }

    /// Sends a JSON body.
    package func send(_ method: String, _ path: String, json: Any, headers: [String: String] = [:])
        async throws
        -> TestResponse
    {
        let body = try JSONSerialization.data(withJSONObject: json)
        return try await send(
            method, path, body: [UInt8](body),
            headers: headers.merging(["Content-Type": "application/json"]) { given, _ in given })
    }

    /// Sends an HTML form.
    package func send(
        _ method: String, _ path: String, form: KeyValuePairs<String, String>, headers: [String: String] = [:]
    ) async throws -> TestResponse {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let encode = { (text: String) in text.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
        let body = form.map { "\(encode($0.key))=\(encode($0.value))" }.joined(separator: "&")
        return try await send(
            method, path, body: [UInt8](body.utf8),
            headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { given, _ in
                given
            })
    }

    /// Sends fields and one file as `multipart/form-data`.
    package func upload(
        _ path: String, file: [UInt8], filename: String = "ride.gpx",
        fields: KeyValuePairs<String, String> = [:],
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        let boundary = "boundary-\(UInt64.random(in: 0...UInt64.max))"
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"\(filename)\"\r\n\r\n"
        body += Array("--\(boundary)\r\n\(head)".utf8) + file + Array("\r\n--\(boundary)--\r\n".utf8)
        return try await send(
            "POST", path, body: body,
            headers: headers.merging(["Content-Type": "multipart/form-data; boundary=\(boundary)"]) {
                given, _ in given
            })
    }
}

/// What keeps a request from being made.
package enum TestClientError: Error {
    case badPath(String)
    case notHTTP
    case notJSON(String)
}

/// Redirects are answers to be looked at, not followed.
private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

/// A whole answer.
package struct TestResponse: @unchecked Sendable {
    // Unchecked, because `HTTPURLResponse` is immutable, but not marked so on Linux.

    /// The status code.
    package let status: Int
    private let http: HTTPURLResponse
    /// The body's bytes.
    package let body: [UInt8]

    init(status: Int, http: HTTPURLResponse, body: [UInt8]) {
        self.status = status
        self.http = http
        self.body = body
    }

    /// The body as text.
    package var text: String {
        String(decoding: body, as: UTF8.self)
    }

    /// A header field, whatever its case.
    package func header(_ name: String) -> String? {
        http.value(forHTTPHeaderField: name)
    }

    /// The body as JSON.
    package func json() throws -> JSONValue {
        guard let value = try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
        else {
            throw TestClientError.notJSON(text)
        }
        return JSONValue(value)
    }
}
