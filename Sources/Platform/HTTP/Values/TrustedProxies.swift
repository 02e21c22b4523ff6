/// The proxies whose word about the client's address is taken.
///
/// Each proxy appends the address that it was called from to `X-Forwarded-For`, and anybody may have written
/// what stands before. So the client is the last address that isn't a trusted proxy's, and it counts only
/// when the connection itself comes from one.
package struct TrustedProxies: Equatable, Sendable {
    /// Networks in a list.
    package static let maximumCount = 64
    /// Proxies in a row that are followed.
    static let maximumHops = 16

    /// Nobody: the client is whoever has connected.
    package static let none = TrustedProxies(networks: [])

    private let networks: [IPNetwork]

    private init(networks: [IPNetwork]) {
        self.networks = networks
    }

    /// Reads a list of addresses and networks, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`; nil for anything
    /// else.
    package init?(parsing text: String) {
        let parts = text.split(separator: ",").map { $0.filter { $0 != " " } }
        let networks = parts.compactMap { IPNetwork($0) }
        guard networks.count == parts.count, networks.count <= Self.maximumCount else { return nil }
        self.networks = networks
    }

    /// The client's address, for a request that came over a connection from `peer`.
    func client(of headers: Headers, peer: String) -> String {
        guard !networks.isEmpty, let address = IPAddress(peer), trusts(address) else { return peer }
        let forwarded = headers.values(of: .forwardedFor).flatMap { $0.split(separator: ",") }
        var client = address
        for element in forwarded.suffix(Self.maximumHops).reversed() {
            guard let next = Self.address(in: element) else { break }
            client = next
            if !trusts(next) { break }
        }
        return client.text
    }

    private func trusts(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// The address in an element; some proxies add the port: `192.0.2.1:5000`, `[2001:db8::1]:5000`.
    private static func address(in element: Substring) -> IPAddress? {
        let text = element.filter { $0 != " " && $0 != "\t" }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return IPAddress(text[text.index(after: text.startIndex)..<end])
        }
        let colon = text.firstIndex(of: ":")
        let isPort = colon != nil && colon == text.lastIndex(of: ":")
        return IPAddress(isPort ? text.prefix { $0 != ":" } : text[...])
    }
}

extension HeaderName {
    /// De facto; RFC 7239 describes it in its introduction.
    package static let forwardedFor: HeaderName = "X-Forwarded-For"
}
