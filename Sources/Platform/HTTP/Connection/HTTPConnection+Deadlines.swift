import EventLoop

/// What a connection waits for.
enum DeadlineKind {
    case head, body, write, keepAlive, linger
}

extension HTTPConnection {
    /// Sets when the wait ends. The timer is re-armed only when it would fire too late; one that fires too
    /// early arms itself again, so that a busy connection touches no timer at all.
    func setDeadline(_ kind: DeadlineKind, after duration: Duration) {
        let moment = loop.now + duration
        deadlineKind = kind
        deadline = moment
        if timer == nil || moment < timerFiresAt { arm(at: moment) }
    }

    func clearDeadline() {
        deadline = nil
    }

    func setWriteDeadline() {
        let seconds = stream.queuedByteCount / limits.writeBytesPerSecond
        setDeadline(.write, after: limits.writeIdleTime + .seconds(seconds))
    }

    func cancelTimer() {
        if let timer = timer.take() { loop.cancel(timer) }
    }

    private func arm(at moment: Uptime) {
        cancelTimer()
        timerFiresAt = moment
        timer = loop.schedule(after: moment - loop.now) { [unowned self] in timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard let deadline else { return }
        if loop.now < deadline { return arm(at: deadline) }
        clearDeadline()
        expire()
    }

    private func expire() {
        switch deadlineKind {
        case .keepAlive, .write, .linger: stream.close()
        case .head where input.isEmpty: stream.close()
        case .head: refuse(.timedOut)
        case .body where isServing: refuse(.timedOut)
        case .body: stream.close()
        }
    }
}
