import EventLoop
import Postgres
import Telemetry

extension Worker {
    func start(_ job: ClaimedJob, worker: Int64) {
        runningCounts[job.kind, default: 0] += 1
        let task = loop.spawn { [self] in await run(job, worker: worker) }
        running[RunKey(job)] = RunningJob(worker: worker, task: task)
    }

    private func run(_ job: ClaimedJob, worker: Int64) async {
        guard let handler = handlers[job.kind] else { return settle(nil, of: job) }
        guard job.attempt <= JobLimits.attempts else {
            // Its process died each time.
            let outcome = Settlement.Outcome.dead(error: "begun \(JobLimits.attempts) times, never finished")
            return settle(Settlement(job: job, worker: worker, outcome: outcome), of: job)
        }
        let context = JobContext(job, worker: worker, loop: loop, log: log)
        let timer = loop.schedule(after: handler.timeout) { [weak self] in
            context.log.warning("jobs.timeout")
            self?.running[RunKey(job)]?.task.cancel()
        }
        let began = loop.now
        let outcome = await outcome(of: handler, job: job, context: context)
        loop.cancel(timer)
        measures.observe(job, seconds: (loop.now - began).seconds, outcome: outcome)
        settle(outcome.map { Settlement(job: job, worker: worker, outcome: $0) }, of: job)
    }

    /// What became of the job; nil when there is nothing left to tell the queue.
    private func outcome(
        of handler: JobHandler, job: ClaimedJob, context: JobContext
    ) async -> Settlement.Outcome? {
        do {
            try await handler.run(context)
            return context.isCompleted ? nil : .done
        } catch JobError.claimLost {
            context.log.warning("jobs.claim_lost")
            return nil
        } catch {
            if context.isCompleted {
                context.log.error("jobs.failed_after_completion", ["error": .error(error)])
                return nil
            }
            return outcome(of: error, job: job, context: context)
        }
    }

    private func outcome(of error: any Error, job: ClaimedJob, context: JobContext) -> Settlement.Outcome {
        let text = String(String(describing: error).prefix(JobLimits.errorCharacters))
        var isPermanent = job.attempt >= JobLimits.attempts
        if case JobError.permanent = error { isPermanent = true }
        if isPermanent {
            context.log.error("jobs.dead", ["error": .string(text)])
            return .dead(error: text)
        }
        let wait = configuration.backOff(afterAttempt: job.attempt)
        context.log.warning("jobs.failed", ["error": .string(text), "retry_seconds": .seconds(wait)])
        return .retry(after: wait, error: text)
    }
}
