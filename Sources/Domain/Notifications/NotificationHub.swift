import Accounts
import EventLoop
import Kernel

/// The sockets of one loop, and what reaches them: signals of other servers, and what is found in PostgreSQL
/// where a signal was missed.
///
/// Each socket counts what it was sent. A signal with the next number is sent on as it is; with any other
/// number the rows between are read. While Redis is away the heads of all connected athletes are asked for
/// twice a second; otherwise each socket's head is looked at with every ping. So nothing is lost, whatever
/// happens to a signal.
final class NotificationHub {
    private let platform: Platform
    private let notifications: NotificationService
    private let authenticator: Authenticator
    private let channel: NotificationChannelStore
    private let socketsPerAthlete: Int
    private var channels: NotificationChannels
    private var byAthlete: [AthleteID: [NotificationSocket]] = [:]
    private var all: [NotificationSocket] = []
    private var pingCursor = 0
    /// Pings that are due, in part.
    private var pingsDue = 0.0
    private var slow: [(socket: NotificationSocket, since: Uptime)] = []
    private var waitingReplays: [NotificationSocket] = []
    private var replayCount = 0
    private var isChecking = false
    private var mustCheckAll = false
    private var pollsUntil = Uptime(nanoseconds: 0)
    private var timer: Timer?

    init(
        platform: Platform, notifications: NotificationService, authenticator: Authenticator,
        channel: NotificationChannelStore, socketsPerAthlete: Int
    ) {
        self.socketsPerAthlete = socketsPerAthlete
        self.platform = platform
        self.notifications = notifications
        self.authenticator = authenticator
        self.channel = channel
        channels = NotificationChannels(channel)
        channels.onActive = { [weak self] in self?.mustCheckAll = true }
        channels.onSignal = { [weak self] in self?.received($0) }
    }

    /// Begins what goes on by itself.
    func start() {
        scheduleTick()
    }

    /// Ends what goes on by itself.
    func stop() {
        if let timer = timer.take() { platform.loop.cancel(timer) }
        channels.removeAll()
    }

    // MARK: coming and going

    func principal(bearing token: String) -> Principal? {
        authenticator.principal(bearing: token)
    }

    func mayListen(_ principal: Principal) -> Bool {
        !principal.scopes.isDisjoint(with: [.profileReadAll, .activityRead])
    }

    func hasRoom(for athlete: AthleteID) -> Bool {
        byAthlete[athlete, default: []].count < socketsPerAthlete
    }

    /// Gives a client time to say who it is.
    func awaitAuthentication(of socket: NotificationSocket) {
        platform.loop.schedule(after: NotificationLimits.authenticationTime) { [weak socket] in
            guard let socket, socket.principal == nil else { return }
            socket.end(.unauthorized)
        }
    }

    /// Takes in a socket whose athlete is known.
    func join(_ socket: NotificationSocket, _ principal: Principal) {
        guard mayListen(principal) else {
            return socket.end(.unauthorized)
        }
        guard hasRoom(for: principal.athlete) else {
            return socket.end(.tooMany)
        }
        socket.place = all.count
        all.append(socket)
        socket.placeAmongOwn = byAthlete[principal.athlete, default: []].count
        byAthlete[principal.athlete, default: []].append(socket)
        channels.add(principal.athlete)
        begin(socket, principal)
    }

    /// Says hello, and begins where the client wants to.
    func begin(_ socket: NotificationSocket, _ principal: Principal) {
        platform.loop.spawn { [self] in
            do {
                socket.begin(try await notifications.head(of: principal.athlete))
                catchUp(socket)
            } catch {
                socket.end(.unavailable)
            }
        }
    }

    func leave(_ socket: NotificationSocket) {
        guard socket.place >= 0, let athlete = socket.principal?.athlete else { return }
        let last = all.removeLast()
        if last !== socket {
            all[socket.place] = last
            last.place = socket.place
        }
        socket.place = -1
        removeFromOwn(socket, of: athlete)
        channels.remove(athlete)
    }

    private func removeFromOwn(_ socket: NotificationSocket, of athlete: AthleteID) {
        guard let last = byAthlete[athlete]?.removeLast() else { return }
        if last !== socket {
            byAthlete[athlete]?[socket.placeAmongOwn] = last
            last.placeAmongOwn = socket.placeAmongOwn
        }
        if byAthlete[athlete]?.isEmpty == true { byAthlete[athlete] = nil }
    }

    // MARK: signals

    private func received(_ signal: NotificationChannelStore.Signal) {
        switch signal {
        case .passing(let athletes, let message):
            let frame = NotificationSocket.frame(message)
            for athlete in athletes { for socket in byAthlete[athlete] ?? [] { socket.pass(frame) } }
        case .notification(let athlete, let epoch, let seq, let message):
            guard let sockets = byAthlete[athlete] else { return }
            let frame = NotificationSocket.frame(message)
            for socket in sockets { offer(frame, seq: seq, epoch: epoch, to: socket) }
        }
    }

    private func offer(_ frame: [UInt8], seq: Int64, epoch: Int64, to socket: NotificationSocket) {
        socket.wanted = max(socket.wanted, seq)
        guard socket.isLive, isAllowed(socket) else { return }
        if socket.epoch != epoch { return socket.resync(epoch: epoch, head: seq) }
        if seq == socket.sent + 1 { _ = socket.deliver(frame, seq: seq) } else { catchUp(socket) }
    }

    /// Nothing is sent for a session that has ended.
    private func isAllowed(_ socket: NotificationSocket) -> Bool {
        guard let principal = socket.principal, !authenticator.hasEnded(principal.session) else {
            socket.end(.unauthorized)
            return false
        }
        return true
    }

    // MARK: replays

    /// Sends what a socket has not had, if there is anything; a few at a time.
    private func catchUp(_ socket: NotificationSocket) {
        guard socket.isLive, socket.sent < socket.wanted else { return }
        socket.isReplaying = true
        waitingReplays.append(socket)
        startReplays()
    }

    private func startReplays() {
        while replayCount < NotificationLimits.replaysAtATime, !waitingReplays.isEmpty {
            let socket = waitingReplays.removeFirst()
            replayCount += 1
            platform.loop.spawn { [self] in
                await replay(socket)
                replayCount -= 1
                startReplays()
            }
        }
    }

    private func replay(_ socket: NotificationSocket) async {
        defer { socket.isReplaying = false }
        guard let athlete = socket.principal?.athlete else { return }
        do {
            while socket.place >= 0, socket.epoch != 0, socket.sent < socket.wanted, isAllowed(socket) {
                let (sent, epoch) = (socket.sent, socket.epoch)
                let messages = try await notifications.messages(after: sent, of: athlete, epoch: epoch)
                // The client may have asked meanwhile to go on from elsewhere.
                guard socket.sent == sent, socket.epoch == epoch else { continue }
                guard let first = messages.first, first.seq == sent + 1 else {
                    return socket.resync(epoch: epoch, head: socket.wanted)
                }
                for (seq, message) in messages {
                    guard socket.deliver(NotificationSocket.frame(message), seq: seq) else { return }
                }
            }
        } catch {
            // The next look at the heads tries again.
            mustCheckAll = true
        }
    }

    /// A client takes what waits for it too slowly: it goes on when it has taken all, or has to come again.
    func fellBehind(_ socket: NotificationSocket) {
        slow.append((socket, platform.loop.now))
    }

    private func lookAtSlow() {
        let now = platform.loop.now
        let looked = slow
        slow = []
        for (socket, since) in looked where socket.place >= 0 {
            if socket.hasCaughtUp() {
                catchUp(socket)
            } else if now - since > NotificationLimits.stallTime {
                socket.end(.tooSlow)
            } else {
                slow.append((socket, since))
            }
        }
    }

    // MARK: heads

    private func scheduleTick() {
        timer = platform.loop.schedule(after: NotificationLimits.pollInterval) { [weak self] in self?.tick() }
    }

    private func tick() {
        scheduleTick()
        lookAtSlow()
        guard !isChecking, !all.isEmpty else { return }
        // Those who tell may come back later than those who hear.
        if !channel.isAvailable { pollsUntil = platform.loop.now + NotificationLimits.pollsAfterOutage }
        let mustCheckAll = mustCheckAll || platform.loop.now < pollsUntil
        self.mustCheckAll = false
        let pinged = nextToPing()
        isChecking = true
        platform.loop.spawn { [self] in
            await check(mustCheckAll ? Array(byAthlete.keys) : pinged.compactMap(\.principal?.athlete))
            for socket in pinged where socket.isLive && isAllowed(socket) { socket.ping(head: socket.wanted) }
            isChecking = false
        }
    }

    /// Those whose turn it is; all have theirs within `pingInterval`.
    private func nextToPing() -> [NotificationSocket] {
        pingsDue += Double(all.count) * (NotificationLimits.pollInterval / NotificationLimits.pingInterval)
        let count = min(all.count, Int(pingsDue))
        pingsDue -= Double(count)
        var turn: [NotificationSocket] = []
        turn.reserveCapacity(count)
        for _ in 0..<count {
            if pingCursor >= all.count { pingCursor = 0 }
            turn.append(all[pingCursor])
            pingCursor += 1
        }
        return turn
    }

    /// Asks for the heads of athletes, and sends what was missed.
    private func check(_ athletes: [AthleteID]) async {
        var start = 0
        while start < athletes.count {
            let batch = Array(athletes[start..<min(start + NotificationLimits.headBatch, athletes.count)])
            start += batch.count
            guard let latest = try? await notifications.latest(of: batch) else {
                mustCheckAll = true
                return
            }
            for (athlete, seq) in latest {
                for socket in byAthlete[athlete] ?? [] {
                    socket.wanted = max(socket.wanted, seq)
                    catchUp(socket)
                }
            }
        }
    }
}
