import CLibPQ
import EventLoop

extension PostgresConnection {
    /// Groups hold at most this many plain `SELECT`s, so that a slow one keeps few others waiting.
    static let groupLimit = 16
    /// Commands under way at most; what comes on top waits here, and has not been sent if the connection is
    /// lost.
    static let inFlightLimit = 1024

    /// Takes a request; it is settled on the loop, whatever happens.
    func submit(_ request: Request) {
        loop.preconditionOnLoop()
        guard state == .ready else { return request.settle(unavailable(outcomeUnknown: false)) }
        pending.append(request)
        scheduleFlush()
    }

    /// Lets what one turn of the loop has asked for go out together, at its end.
    func scheduleFlush() {
        guard !flushIsScheduled else { return }
        flushIsScheduled = true
        loop.onTurnEnd { [self] in
            flushIsScheduled = false
            sendPending()
        }
    }

    private func sendPending() {
        if inFlight.isEmpty { lastProgress = loop.now }
        while state == .ready, !outputIsBlocked, inFlight.count < Self.inFlightLimit, !pending.isEmpty {
            sendGroup()
        }
        if !inFlight.isEmpty { startWatchdog() }
    }

    private func sendGroup() {
        var size = 0
        var mayGrow = true
        while mayGrow, let request = pending.popFirst() {
            guard !request.isSettled else { continue }
            guard send(request) else { return lose(sendFailure) }
            size += 1
            mayGrow = request.kind == .shared && size < Self.groupLimit && pending.first?.kind == .shared
        }
        if size > 0 { sync() }
    }

    private var sendFailure: String { "sending failed" }

    /// Ends a group. libpq writes to the socket here (`PQpipelineSync` flushes).
    private func sync() {
        inFlight.append(.sync)
        guard PQpipelineSync(handle) == 1 else { return lose(sendFailure) }
        flush()
    }

    func flush() {
        switch PQflush(handle) {
        case 0: watchOutput(false)
        case 1: watchOutput(true)
        default: lose(sendFailure)
        }
    }

    private func send(_ request: Request) -> Bool {
        request.wasSent = true
        for index in 0..<request.statementCount {
            let bound = request.bound(index)
            if !bound.statement.isPrepared(slot: slot, life: life) {
                guard prepare(bound.statement, for: request) else { return false }
            }
            inFlight.append(.execute(request, index: index))
            guard parameters.send(bound.sql, to: bound.statement, over: handle) else { return false }
        }
        return true
    }

    private func prepare(_ statement: Statement, for request: Request) -> Bool {
        inFlight.append(.prepare(statement, request))
        statement.setPrepared(slot: slot, life: life)
        return PQsendPrepare(
            handle, statement.name, statement.sql.text, Int32(statement.types.count), statement.types) == 1
    }

    /// Frees a statement on the server.
    func deallocate(_ statement: Statement) {
        guard state == .ready, statement.isPrepared(slot: slot, life: life) else { return }
        statement.forget(slot: slot)
        inFlight.append(.discard)
        let command = "DEALLOCATE \(statement.serverName)"
        guard PQsendQueryParams(handle, command, 0, nil, nil, nil, nil, 1) == 1 else {
            return lose(sendFailure)
        }
        sync()
    }
}

/// Room for the arrays that libpq wants for a statement's values, used again for each statement.
struct ParameterScratch {
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Appends a statement's execution to libpq's buffer, with values and results in binary.
    mutating func send(_ sql: SQL, to statement: Statement, over connection: OpaquePointer?) -> Bool {
        values.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        while formats.count < sql.valueCount { formats.append(1) }
        return sql.bytes.withUnsafeBytes { bytes in
            // NULL is told from an empty value by the pointer, so an empty value needs one too.
            let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
            for case .value(_, let offset, let length) in sql.pieces {
                values.append(
                    length < 0 ? nil : start?.advanced(by: offset).assumingMemoryBound(to: CChar.self))
                lengths.append(Int32(max(length, 0)))
            }
            return PQsendQueryPrepared(
                connection, statement.name, Int32(values.count), values, lengths, formats, 1) == 1
        }
    }
}
