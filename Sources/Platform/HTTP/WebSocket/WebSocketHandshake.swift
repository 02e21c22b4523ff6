import Crypto
package import WebSocket

/// What a route offers to clients that want a WebSocket.
package struct WebSocketOptions {
    /// The sub-protocols that the server speaks, best first; none is chosen where the client asks for none.
    package var protocols: [String]
    /// Says whether pages of an origin may connect; asked only where the client names one (browsers do).
    package var allowsOrigin: (String) -> Bool
    /// What the client may send.
    package var limits: WebSocketLimits

    /// All origins by default: callers hold bearer tokens, not cookies.
    package init(
        protocols: [String] = [], allowsOrigin: @escaping (String) -> Bool = { _ in true },
        limits: WebSocketLimits = WebSocketLimits()
    ) {
        self.protocols = protocols
        self.allowsOrigin = allowsOrigin
        self.limits = limits
    }
}

/// Why a client gets no WebSocket.
package enum WebSocketError: Error, Equatable, ResponseConvertible {
    /// The request doesn't ask for one.
    case notAsked
    /// It asks for a version other than 13.
    case version
    /// `Sec-WebSocket-Key` is missing, or not 16 bytes in Base64.
    case key
    /// Pages of that origin may not connect.
    case origin
    /// The hub has its greatest number of sockets, or is draining.
    case full

    /// 426, 400, 403 or 503.
    package var response: Response {
        switch self {
        case .notAsked, .version:
            var fault = FaultResponse(
                .upgradeRequired, "Upgrade Required", resource: "Request", field: "Upgrade",
                code: "websocket expected")
            fault.headers.set(.upgrade, "websocket")
            fault.headers.set("Sec-WebSocket-Version", "13")
            return fault.response
        case .key:
            return FaultResponse(
                .badRequest, "Bad Request", resource: "Request", field: "Sec-WebSocket-Key", code: "invalid"
            ).response
        case .origin:
            return FaultResponse(
                .forbidden, "Forbidden", resource: "Request", field: "Origin", code: "invalid"
            ).response
        case .full:
            var fault = FaultResponse(.serviceUnavailable, "Service Unavailable")
            fault.headers.set(.retryAfter, "5")
            return fault.response
        }
    }
}

/// The opening handshake (RFC 6455, 4.2).
enum WebSocketHandshake {
    private static let magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The head of the answer 101, with the sub-protocol that both sides speak.
    static func headers(
        for request: Request, options: WebSocketOptions
    ) throws(WebSocketError) -> (ResponseHeaders, chosen: String?) {
        guard request.method == .get, request.body.isEmpty,
            request.headers.contains(token: "upgrade", in: .connection),
            request.headers.contains(token: "websocket", in: .upgrade)
        else { throw .notAsked }
        guard request.headers["Sec-WebSocket-Version"] == "13" else { throw .version }
        let keys = request.headers.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, Base64.decode(keys[0])?.count == 16 else { throw .key }
        if let origin = request.headers[.origin], !options.allowsOrigin(origin) { throw .origin }
        var headers: ResponseHeaders = [
            .upgrade: "websocket", .connection: "Upgrade", "Sec-WebSocket-Accept": accept(keys[0]),
        ]
        let chosen = choose(options.protocols, request)
        if let chosen { headers.add("Sec-WebSocket-Protocol", chosen) }
        return (headers, chosen)
    }

    static func accept(_ key: String) -> String {
        Base64.encode(SHA1.digest(of: Array((key + magic).utf8)))
    }

    private static func choose(_ offered: [String], _ request: Request) -> String? {
        var wanted: [String] = []
        request.headers.forEachValue(of: "Sec-WebSocket-Protocol") { value in
            forEachListElement(of: value) { element in
                wanted.append(String(decoding: element, as: UTF8.self))
                return wanted.count < 32
            }
        }
        return offered.first { wanted.contains($0) }
    }
}

extension Response {
    /// Makes a WebSocket of the request's connection and tells the delegate, or throws `WebSocketError`.
    ///
    /// The request has to be a GET of HTTP/1.1 that asks for it; whatever else is to be checked (who is
    /// asking, how many sockets they have) is to be checked before.
    package static func webSocket(
        _ request: Request, on hub: WebSocketHub, options: WebSocketOptions = WebSocketOptions(),
        delegate: any WebSocketDelegate
    ) throws(WebSocketError) -> Response {
        guard hub.hasRoom else { throw .full }
        let (headers, chosen) = try WebSocketHandshake.headers(for: request, options: options)
        return Response(
            .switchingProtocols, headers: headers,
            body: .upgrade { upgrade in
                let socket = WebSocketConnection(
                    upgrade.stream, hub: hub, limits: options.limits, delegate: delegate)
                socket.start(chosenProtocol: chosen, leftover: upgrade.leftover)
            })
    }
}
