import EventLoop

/// The tasks in which requests are served. They are kept and used again: starting a task costs more than
/// all of the router.
final class ServingTasks {
    /// Tasks that wait for a request; more end.
    static let maxIdle = 256

    /// One task, and what it is to do next.
    private final class Worker {
        var work: (connection: HTTPConnection, request: Request)?
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private let loop: EventLoop
    private var idle: [Worker] = []
    private var isEnding = false

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// Has a request, and those behind it, served soon by a task of its own.
    func serve(_ request: Request, on connection: HTTPConnection) {
        if let worker = idle.popLast() {
            worker.work = (connection, request)
            worker.waiter.take()?.resume()
            return
        }
        let worker = Worker()
        worker.work = (connection, request)
        loop.spawn { await self.run(worker) }
    }

    /// Lets the tasks that wait end.
    func end() {
        isEnding = true
        for worker in idle { worker.waiter.take()?.resume() }
        idle = []
    }

    private func run(_ worker: Worker) async {
        while worker.work != nil {
            do {
                // A scope of its own, so that nothing of the connection is held while waiting.
                guard let (connection, request) = worker.work.take() else { return }
                await connection.serve(request)
            }
            guard !isEnding, idle.count < ServingTasks.maxIdle else { return }
            await withUnsafeContinuation { continuation in
                worker.waiter = continuation
                idle.append(worker)
            }
        }
    }
}
