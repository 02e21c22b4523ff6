import EventLoop
import Jobs
import Kernel

/// The background work of one loop: a worker, and the schedules that it keeps with others.
final class Background {
    private let worker: Worker
    private let scheduler: Scheduler

    init(_ platform: Platform, _ services: ProcessServices, _ registry: JobRegistry) {
        var configuration = WorkerConfiguration()
        configuration.concurrencyLimit = services.configuration.jobsAtATime
        worker = Worker(
            name: platform.loop.name, database: platform.database, registry: registry,
            doorbell: services.doorbell, loop: platform.loop, configuration: configuration,
            metrics: services.metrics, log: services.log)
        scheduler = Scheduler(
            database: platform.database, registry: registry, doorbell: services.doorbell, loop: platform.loop,
            log: services.log)
    }

    func start() {
        worker.start()
        scheduler.start()
    }

    /// Claims no more, finishes what is under way, hands the rest back.
    func stop(within limit: Duration) async {
        scheduler.stop()
        await worker.stop(within: limit)
    }
}
