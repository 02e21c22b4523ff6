import CLibPQ
import EventLoop
import Telemetry

extension PostgresConnection {
    func socketIsReady(_ readiness: Readiness) {
        if readiness.contains(.readable) {
            let isAlive = PQconsumeInput(handle) == 1
            readResults()
            guard state == .ready else { return }
            guard isAlive, PQstatus(handle) == CONNECTION_OK else {
                return lose("the server closed the connection")
            }
        }
        if readiness.contains(.writable) || outputIsBlocked { flush() }
        if !pending.isEmpty { scheduleFlush() }
    }

    private func readResults() {
        lastProgress = loop.now
        if let script { return readScriptResults(script) }
        // Asked even when nothing is under way, because it is what parses notices.
        while PQisBusy(handle) == 0, state == .ready, let entry = inFlight.first {
            guard let pointer = PQgetResult(handle) else {
                // Each command ends with a nil after its result; a nil without one means: nothing there yet.
                guard entryHasResult else { return }
                entryHasResult = false
                _ = inFlight.popFirst()
                continue
            }
            take(PGResult(pointer), for: entry)
        }
    }

    private func take(_ result: consuming PGResult, for entry: Entry) {
        entryHasResult = true
        switch result.status {
        case PGRES_PIPELINE_SYNC:
            // The one result that no nil follows.
            entryHasResult = false
            _ = inFlight.popFirst()
            settleGroup()
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: succeed(entry, result)
        case PGRES_PIPELINE_ABORTED: skip(entry)
        default: fail(entry, result)
        }
    }

    private func succeed(_ entry: Entry, _ result: consuming PGResult) {
        guard case .execute(let request, let index) = entry else { return }
        if index == 0 { group.append(request) }
        request.store(Rows(result))
    }

    /// An earlier command of the group failed.
    private func skip(_ entry: Entry) {
        switch entry {
        case .prepare(let statement, _): statement.forget(slot: slot)
        case .execute(let request, let index): if index == 0 { group.append(request) }
        case .discard, .sync: break
        }
    }

    private func fail(_ entry: Entry, _ result: consuming PGResult) {
        skip(entry)
        let failed: (request: Request, statement: Statement)
        switch entry {
        case .prepare(let statement, let request): failed = (request, statement)
        case .execute(let request, let index): failed = (request, request.bound(index).statement)
        case .discard, .sync: return
        }
        guard let fault = result.fault(statement: failed.statement.label) else {
            return lose("the connection broke")
        }
        if fault.sqlState.meansUnavailable { return lose("the server says \(fault.sqlState.code)") }
        if fault.hasStalePlan { failed.statement.renew() }
        if groupFault == nil { groupFault = (failed.request, .failed(fault), fault.hasStalePlan) }
    }

    /// The server has ended the implicit transaction of a group: it has happened as a whole, or not at all.
    private func settleGroup() {
        let requests = group
        group.removeAll(keepingCapacity: true)
        guard let fault = groupFault else {
            for request in requests { finish(request, nil) }
            return
        }
        groupFault = nil
        var again: [Request] = []
        for request in requests where !request.isSettled {
            let mayRepeat = request.kind != .session && request.repeats < Request.repeatLimit
            if mayRepeat, request !== fault.request || fault.isStale {
                request.prepareToRepeat()
                again.append(request)
            } else {
                finish(request, fault.error)
            }
        }
        pending.prepend(again)
        if !again.isEmpty { scheduleFlush() }
    }

    private func finish(_ request: Request, _ error: PostgresError?) {
        let took = loop.now - request.submitted
        request.principal.histogram.observe(nanoseconds: took.wholeNanoseconds)
        if took >= settings.slowQueryThreshold {
            settings.log.warning(
                "postgres.slow_query",
                [
                    "statement": .string(request.principal.label), "seconds": .seconds(took),
                    "failed": .bool(error != nil),
                ])
        }
        request.settle(error)
    }
}
