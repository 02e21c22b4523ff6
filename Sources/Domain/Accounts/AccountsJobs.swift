import FoundationEssentials
import Jobs
import Kernel
import Telemetry

/// Answers a request for a new password.
struct AnswerResetRequest: Job {
    static let kind = "accounts.answer_reset"
    /// The request's id.
    let requestID: Int64
}

/// Sends the link that confirms an address, again.
struct SendConfirmation: Job {
    static let kind = "accounts.send_confirmation"
    /// Whose address it is.
    let athleteID: Int64
}

/// What accounts do in the background.
struct AccountsJobs {
    let links: MailLinkService
    let revocations: RevocationStore
    let codes: CodeStore
    let sessions: SessionStore
    let clock: WallClock

    var handlers: [JobHandler] {
        [
            .subscriber("accounts.confirm_address", to: AthleteRegistered.self) { event, _ in
                try await links.sendConfirmation(to: AthleteID(event.athleteID))
            },
            .job(SendConfirmation.self) { job, _ in
                try await links.sendConfirmation(to: AthleteID(job.athleteID))
            },
            .job(AnswerResetRequest.self, priority: .interactive) { job, _ in
                try await links.answerResetRequest(job.requestID)
            },
        ]
    }

    var schedules: [Schedule] {
        [Schedule("accounts.forget", .every(.seconds(3600))) { context in try await forget(context) }]
    }

    /// Deletes what nobody can use any more.
    private func forget(_ context: JobContext) async throws {
        let now = clock.now
        let day = now.addingTimeInterval(-86_400)
        let retention = now.addingTimeInterval(-Double(Session.retentionSeconds))
        let revocationCount = try await revocations.deleteIrrelevant()
        let codeCount = try await codes.deleteExpired(before: day)
        let linkCount = try await links.deleteExpired(before: day)
        let sessionCount = try await sessions.deleteEnded(before: retention)
        context.log.info(
            "accounts.forgot",
            [
                "revocations": .init(revocationCount), "codes": .init(codeCount), "links": .init(linkCount),
                "sessions": .init(sessionCount),
            ])
    }
}
