import CLibUV
import Glibc

/// An IPv4 or IPv6 address with a port.
struct SocketAddress {
    var storage = sockaddr_storage()

    init() {}

    init(host: String, port: UInt16) throws(LoopError) {
        let port = Int32(port)
        let parsed = withMutablePointer { address in
            let v4 = UnsafeMutableRawPointer(address).assumingMemoryBound(to: sockaddr_in.self)
            let v6 = UnsafeMutableRawPointer(address).assumingMemoryBound(to: sockaddr_in6.self)
            return host.contains(":") ? uv_ip6_addr(host, port, v6) : uv_ip4_addr(host, port, v4)
        }
        try LoopError.check(parsed, during: "read the address \(host)")
    }

    var port: UInt16 {
        withUnsafePointer(to: storage) { pointer in
            let v4 = UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr_in.self)
            return UInt16(bigEndian: v4.pointee.sin_port)  // at the same place in `sockaddr_in6`
        }
    }

    /// The numeric address without the port.
    var host: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN) + 1)
        let isV6 = Int32(storage.ss_family) == AF_INET6
        withUnsafePointer(to: storage) { pointer in
            let raw = UnsafeRawPointer(pointer)
            _ =
                isV6
                ? uv_ip6_name(raw.assumingMemoryBound(to: sockaddr_in6.self), &text, text.count)
                : uv_ip4_name(raw.assumingMemoryBound(to: sockaddr_in.self), &text, text.count)
        }
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: storage) { body(UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self)) }
    }

    mutating func withMutablePointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>) -> Result) -> Result {
        withUnsafeMutablePointer(to: &storage) {
            body(UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self))
        }
    }
}
