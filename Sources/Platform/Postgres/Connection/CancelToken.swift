import CLibPQ

/// What it takes to ask the server to end a connection's current statement, from any thread, once.
struct CancelToken: Sendable {
    // An address, because pointers are not Sendable; libpq's structure is immutable and made for other
    // threads.
    private let address: UInt

    init?(_ connection: OpaquePointer?) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        address = UInt(bitPattern: pointer)
    }

    /// Connects to the server, sends the request, and frees the token. Blocks.
    func cancel() {
        let pointer = OpaquePointer(bitPattern: address)
        var reason = [CChar](repeating: 0, count: 256)
        PQcancel(pointer, &reason, Int32(reason.count))
        PQfreeCancel(pointer)
    }
}

extension PostgresConnection {
    func cancelToken() -> CancelToken? {
        CancelToken(handle)
    }
}
