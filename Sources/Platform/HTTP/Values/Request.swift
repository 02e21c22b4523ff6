package import EventLoop
package import Telemetry

/// A request as its handler sees it. One object a request, confined to its loop.
package final class Request {
    /// The method of the request line.
    package let method: Method
    /// The header fields.
    package let headers: Headers
    /// Names the request in logs and in the answer's `X-Request-Id`.
    package let id: RequestID
    /// The client's numeric address: the connection's, or what a trusted proxy says.
    package private(set) lazy var remoteAddress = proxies.client(of: headers, peer: peerAddress)
    /// The loop's time when the head was complete.
    package let receivedAt: Uptime
    /// The content, to be read once.
    package let body: Body

    /// Decoded name-value pairs of the target's query; the router has refused malformed ones with 400.
    package internal(set) var query = FormFields()

    /// Where the request belongs in a distributed trace, if its `traceparent` says so.
    package private(set) lazy var trace = headers[.traceparent]
        .flatMap { TraceContext(traceparent: $0) }?.child()

    var match = PathMatch()
    private let peerAddress: String
    private let proxies: TrustedProxies
    private var slots: [(key: ObjectIdentifier, value: Any)] = []

    init(
        method: Method, headers: Headers, body: Body, id: RequestID, peerAddress: String,
        proxies: TrustedProxies = .none, receivedAt: Uptime
    ) {
        self.method = method
        self.headers = headers
        self.body = body
        self.id = id
        self.peerAddress = peerAddress
        self.proxies = proxies
        self.receivedAt = receivedAt
    }

    /// A request made by hand, for tests of handlers and middleware.
    package convenience init(
        _ method: Method, _ target: String, headers: KeyValuePairs<String, String> = [:], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1", receivedAt: Uptime = Uptime(nanoseconds: 0)
    ) {
        let storage = HeadStorage.make(target: target, fields: headers.map { ($0.key, $0.value) })
        self.init(
            method: method, headers: Headers(storage: storage), body: Body(body),
            id: RequestID(high: 0, low: 1), peerAddress: remoteAddress, receivedAt: receivedAt)
    }

    /// The request target as it was sent: path and query.
    package var target: String {
        headers.storage.withTarget { String(decoding: $0, as: UTF8.self) }
    }

    /// The target's path as it was sent, with its escapes.
    package var path: String {
        headers.storage.withTarget { target in
            String(decoding: target[..<pathEnd(of: target)], as: UTF8.self)
        }
    }

    // MARK: path parameters

    /// A path parameter as a number of 63 bits; anything else is not found, and answers 404.
    package func pathInteger(_ name: StaticString, of resource: StaticString = "Resource") throws -> Int64 {
        let value = headers.storage.withTarget { target in
            match.value(of: name, in: target).flatMap { decimalInt64($0) }
        }
        guard let value else { throw PathParameterError(name: "\(name)", resource: "\(resource)") }
        return value
    }

    /// A path parameter as decoded text; a broken escape answers 404.
    package func pathText(_ name: StaticString, of resource: StaticString = "Resource") throws -> String {
        let value = headers.storage.withTarget { target in
            match.value(of: name, in: target).flatMap { percentDecoded($0, plusIsSpace: false) }
        }
        guard let value else { throw PathParameterError(name: "\(name)", resource: "\(resource)") }
        return value
    }

    // MARK: what middleware adds

    /// A slot for what middleware found out, such as who is asking; one for each key type.
    package subscript<Key: RequestKey>(key: Key.Type) -> Key.Value? {
        get {
            let identifier = ObjectIdentifier(key)
            for slot in slots where slot.key == identifier { return slot.value as? Key.Value }
            return nil
        }
        set {
            let identifier = ObjectIdentifier(key)
            slots.removeAll { $0.key == identifier }
            if let newValue { slots.append((identifier, newValue)) }
        }
    }
}

/// Names a slot in requests and the type of its value.
package protocol RequestKey {
    associatedtype Value
}

/// Where a target's path ends: at the question mark, or at its end.
func pathEnd(of target: Bytes) -> Int {
    target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
}

extension HeadStorage {
    /// A head made by hand.
    static func make(target: String, fields: [(String, String)]) -> HeadStorage {
        var bytes = Array(target.utf8)
        var index: [HeadField] = []
        for (name, value) in fields {
            let start = bytes.count
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: value.utf8)
            index.append(
                HeadField(
                    nameStart: UInt16(start), nameCount: UInt16(name.utf8.count),
                    valueStart: UInt16(start + name.utf8.count), valueCount: UInt16(value.utf8.count)))
        }
        let storage = bytes.withUnsafeBytes { HeadStorage.make(copying: $0, fieldCapacity: index.count) }
        for field in index { _ = storage.append(field) }
        storage.header.targetCount = target.utf8.count
        return storage
    }
}
