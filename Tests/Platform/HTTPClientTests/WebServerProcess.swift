import EventLoop
import Foundation

@testable import HTTPClient

/// A small real web server on loopback: Python's, or nginx where HTTP/2 is wanted.
final class WebServerProcess: Sendable {
    static let python = executable("python3")
    static let openssl = executable("openssl")
    static let nginx = executable("nginx")

    let port: Int
    let directory: String
    private let child: ChildProcess

    /// Serves `webServerScript`, with TLS for `localhost` when asked.
    init(tls: Bool = false) throws {
        directory = try temporaryDirectory()
        if tls { try makeCertificate(in: directory) }
        child = try ChildProcess(
            [Self.python ?? "python3", "-c", webServerScript] + (tls ? [directory] : []))
        guard let port = Int(child.firstLine) else {
            throw HTTPClientError.notConnected("the web server did not start")
        }
        self.port = port
    }

    /// Serves the protocol that a request came by, with TLS and HTTP/2, at this port.
    init(nginxAt port: Int) throws {
        directory = try temporaryDirectory()
        self.port = port
        try makeCertificate(in: directory)
        try nginxConfiguration(port: port).write(
            toFile: directory + "/nginx.conf", atomically: true, encoding: .utf8)
        let file = directory + "/nginx.conf"
        child = try ChildProcess([
            Self.nginx ?? "nginx", "-p", directory, "-c", file, "-e", directory + "/error.log",
        ])
    }

    var certificateFile: String { directory + "/certificate.pem" }

    func url(_ path: String, host: String = "127.0.0.1", scheme: String = "http") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }

    deinit {
        child.kill()
        try? FileManager.default.removeItem(atPath: directory)
    }
}

/// Runs `body` on a fresh loop.
func onLoop(_ body: @escaping @Sendable (EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop.start(name: "client-test")
    defer {
        loop.stop()
        loop.join()
    }
    try await loop.run { try await body(loop) }
}

private func executable(_ name: String) -> String? {
    ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/"].map { $0 + name }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

private func temporaryDirectory() throws -> String {
    let path = NSTemporaryDirectory() + "slipstream-web-" + UUID().uuidString.prefix(8)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

private func makeCertificate(in directory: String) throws {
    let child = try ChildProcess([
        WebServerProcess.openssl ?? "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", directory + "/key.pem",
        "-out", directory + "/certificate.pem", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost",
    ])
    child.wait()
}

private func nginxConfiguration(port: Int) -> String {
    """
    daemon off; master_process off; pid nginx.pid; error_log error.log;
    events {}
    http {
        access_log off;
        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi; scgi_temp_path scgi;
        server {
            listen 127.0.0.1:\(port) ssl http2;
            ssl_certificate certificate.pem; ssl_certificate_key key.pem;
            location / { return 200 $server_protocol; }
        }
    }
    """
}

private let webServerScript = """
    import gzip, os, ssl, sys, time
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *arguments): pass
        def answer(self, status, body, *headers):
            self.send_response(status)
            for name, value in headers: self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD": self.wfile.write(body)
        def serve(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if self.path == "/hello":
                self.answer(200, b"hello", ("X-Two", "1"), ("X-Two", "  2 "), ("X-Empty", ""))
            elif self.path == "/echo":
                head = self.command + " " + self.path + "\\n" + str(self.headers)
                self.answer(200, head.encode() + body)
            elif self.path.startswith("/status/"):
                self.answer(int(self.path[8:]), b"")
            elif self.path == "/redirect":
                self.answer(302, b"elsewhere", ("Location", "/hello"), ("X-Old", "yes"))
            elif self.path == "/loop":
                self.answer(302, b"", ("Location", "/loop"))
            elif self.path == "/gzip":
                self.answer(200, gzip.compress(b"a" * 100000), ("Content-Encoding", "gzip"))
            elif self.path == "/port":
                self.answer(200, str(self.client_address[1]).encode())
            elif self.path == "/headers":
                self.answer(200, b"", *[("X-%d" % i, "v" * 1000) for i in range(90)])
            elif self.path == "/drop":
                self.close_connection = True
            elif self.path == "/slow":
                time.sleep(5)
                self.answer(200, b"late")
        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = serve

    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer.request_queue_size = 256
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1] + "/certificate.pem", sys.argv[1] + "/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
    """
