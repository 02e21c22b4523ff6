/// What sends mails. Called by jobs: a mail that can't be sent now is tried again.
package protocol Mailer {
    /// Hands a mail on; throws when that wasn't possible.
    func send(_ mail: Mail) async throws
}
