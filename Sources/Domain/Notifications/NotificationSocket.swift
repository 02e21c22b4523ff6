import Accounts
import FoundationEssentials
import HTTP
import Kernel
import WebSocket

/// One athlete's socket: who it belongs to, and how far it is in the athlete's sequence.
///
/// This object and its place in the hub are all that an idle socket costs here; nothing waits for it, since
/// what it can't take now is read again later.
final class NotificationSocket: WebSocketDelegate {
    /// Where a client wants to go on.
    struct Resumption: Equatable {
        var epoch: Int64?
        var after: Int64
    }

    /// Why the server ends a socket.
    enum Ending {
        /// Who the client is isn't known, or isn't allowed any more.
        case unauthorized
        /// The athlete has too many sockets.
        case tooMany
        /// The client takes nothing of what waits for it.
        case tooSlow
        /// The database is away.
        case unavailable
    }

    /// Bytes that may wait for the client before it counts as slow; well below what the connection takes.
    private static let queuedBytesLimit = 32 * 1024
    /// Messages that a client may send between two pings.
    private static let messageBudget: UInt8 = 32

    private unowned let hub: NotificationHub
    private var connection: WebSocketConnection?
    private var resumption: Resumption?

    /// Nil until the client has said who it is.
    private(set) var principal: Principal?
    /// The sequence that `sent` counts in; 0 until the socket has begun.
    private(set) var epoch: Int64 = 0
    /// The last number that was sent.
    private(set) var sent: Int64 = 0
    /// The highest number heard of.
    var wanted: Int64 = 0
    /// Where the hub has it; -1 when it has not.
    var place = -1
    /// Where the hub has it among the athlete's.
    var placeAmongOwn = 0
    /// Whether a replay is under way, or waits for its turn.
    var isReplaying = false
    /// Whether the client hasn't taken what waits for it.
    private(set) var isSlow = false
    private var messagesLeft = NotificationSocket.messageBudget

    init(hub: NotificationHub, principal: Principal?, resumption: Resumption?) {
        self.hub = hub
        self.principal = principal
        self.resumption = resumption
    }

    /// Whether it takes notifications: it has said hello, and is neither behind nor slow.
    var isLive: Bool { epoch != 0 && !isReplaying && !isSlow }

    // MARK: the connection

    func opened(_ socket: WebSocketConnection, chosenProtocol: String?) {
        connection = socket
        if let principal { hub.join(self, principal) } else { hub.awaitAuthentication(of: self) }
    }

    func received(_ message: WebSocketMessage, on socket: WebSocketConnection) {
        guard messagesLeft > 0 else { return socket.close(.policyViolation, reason: "too many messages") }
        messagesLeft -= 1
        guard case .text(let bytes) = message,
            let parsed = try? JSONDecoder().decode(ClientMessage.self, from: Data(bytes))
        else { return socket.close(.policyViolation, reason: "not a message of this protocol") }
        switch parsed.type {
        case "authenticate": authenticate(parsed)
        case "resume": resume(parsed)
        default: break  // of a newer protocol
        }
    }

    private func authenticate(_ message: ClientMessage) {
        guard principal == nil else { return }
        guard let token = message.accessToken, let found = hub.principal(bearing: token) else {
            return end(.unauthorized)
        }
        principal = found
        resumption = message.resumption
        hub.join(self, found)
    }

    private func resume(_ message: ClientMessage) {
        guard let resumption = message.resumption, let principal else { return }
        self.resumption = resumption
        epoch = 0
        hub.begin(self, principal)
    }

    func overflowed(_ socket: WebSocketConnection) {
        fallBehind()
    }

    func closed(_ socket: WebSocketConnection, code: CloseCode) {
        connection = nil
        hub.leave(self)
    }

    func end(_ ending: Ending) {
        switch ending {
        case .unauthorized:
            connection?.close(CloseCode(rawValue: 4001), reason: "no token, or one that isn't good")
        case .tooMany:
            connection?.close(CloseCode(rawValue: 4029), reason: "too many sockets of this athlete")
        case .tooSlow: connection?.close(.tryAgainLater, reason: "too slow")
        case .unavailable: connection?.close(.tryAgainLater, reason: "the database is unavailable")
        }
    }

    // MARK: sending

    /// Says hello, and from where the client is going on.
    func begin(_ head: NotificationHead) {
        send(SocketMessage.hello(head))
        epoch = head.epoch
        sent = head.seq
        if let resumption = resumption.take() {
            let isKnown = resumption.epoch ?? head.epoch == head.epoch && resumption.after <= head.seq
            let isKept = resumption.after >= head.oldest - 1
            if isKnown, isKept, head.seq - resumption.after <= NotificationLimits.replayDepth {
                sent = resumption.after
            } else {
                send(SocketMessage.resync(epoch: epoch, head: sent))
            }
        }
        wanted = max(wanted, head.seq)
    }

    /// Tells the client to begin anew.
    func resync(epoch: Int64, head: Int64) {
        self.epoch = epoch
        sent = head
        wanted = head
        send(SocketMessage.resync(epoch: epoch, head: head))
    }

    /// Sends the notification that is next; false when the client is too slow to take it now.
    func deliver(_ frame: [UInt8], seq: Int64) -> Bool {
        guard let connection, !isSlow else { return false }
        guard connection.queuedByteCount < NotificationSocket.queuedBytesLimit, connection.send(frame: frame)
        else {
            fallBehind()
            return false
        }
        sent = seq
        return true
    }

    /// Sends what has no number, or drops it when the client is slow.
    func pass(_ frame: [UInt8]) {
        guard epoch != 0, !isSlow, let connection,
            connection.queuedByteCount < NotificationSocket.queuedBytesLimit
        else { return }
        connection.send(frame: frame)
    }

    /// Tells the client the head.
    func ping(head: Int64) {
        messagesLeft = NotificationSocket.messageBudget
        pass(NotificationSocket.frame(SocketMessage.ping(epoch: epoch, head: head)))
    }

    private func send(_ message: [UInt8]) {
        connection?.send(frame: NotificationSocket.frame(message))
    }

    /// A message as it travels; made once for all who get it.
    static func frame(_ message: [UInt8]) -> [UInt8] {
        WebSocketFrame.text(message)
    }

    private func fallBehind() {
        guard !isSlow else { return }
        isSlow = true
        hub.fellBehind(self)
    }

    /// Whether a slow client has taken everything, and goes on; false while it has not.
    func hasCaughtUp() -> Bool {
        guard let connection else { return true }
        guard connection.queuedByteCount == 0 else { return false }
        isSlow = false
        return true
    }
}

/// What a client says.
private struct ClientMessage: Decodable {
    var type: String
    var accessToken: String?
    var epoch: Int64?
    var after: Int64?

    enum CodingKeys: String, CodingKey {
        case type, epoch, after
        case accessToken = "access_token"
    }

    var resumption: NotificationSocket.Resumption? {
        after.map { NotificationSocket.Resumption(epoch: epoch, after: $0) }
    }
}

/// The route that opens sockets.
struct NotificationSocketRoutes {
    /// A client says little.
    private static let limits = WebSocketLimits(frameBytes: 8192, messageBytes: 8192, fragments: 16)

    let hub: NotificationHub
    let sockets: WebSocketHub

    var routes: [Route] {
        [Route(.get, "/api/v3/notifications/socket", "openNotificationSocket", .anyone, handler: open)]
    }

    private func open(_ request: Request) async throws -> Response {
        let principal = request.caller
        if principal == nil, request.headers[.authorization] != nil || request.query["access_token"] != nil {
            throw Fault.unauthorized()
        }
        if let principal {
            guard hub.mayListen(principal) else { throw Fault.missingScope("activity:read") }
            guard hub.hasRoom(for: principal.athlete) else {
                throw Fault(.tooMany(retryAfterSeconds: 60), "Too many sockets")
            }
        }
        let socket = NotificationSocket(
            hub: hub, principal: principal, resumption: try resumption(of: request))
        return try Response.webSocket(
            request, on: sockets, options: WebSocketOptions(limits: NotificationSocketRoutes.limits),
            delegate: socket)
    }

    private func resumption(of request: Request) throws -> NotificationSocket.Resumption? {
        guard let after = try integer("after", of: request) else { return nil }
        return NotificationSocket.Resumption(epoch: try integer("epoch", of: request), after: after)
    }

    private func integer(_ name: String, of request: Request) throws -> Int64? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int64(text), number >= 0 else { throw Fault.invalid("Notification", name) }
        return number
    }
}
