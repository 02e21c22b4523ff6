import Kernel
import Testing

@testable import Notifications

@Suite struct NotificationValueTests {
    @Test func `signals survive the channel`() {
        let message = Array(#"{"type":"x","text":"a\nb c"}"#.utf8)
        let one = NotificationChannelStore.parse(Array("n 5 7 9\n".utf8) + message)
        #expect(one == .notification(athlete: AthleteID(5), epoch: 7, seq: 9, message: message))
        let many = NotificationChannelStore.parse(Array("t 5,6\n".utf8) + message)
        #expect(many == .passing(athletes: [AthleteID(5), AthleteID(6)], message: message))
        for broken in ["", "n", "n 1 2\n{}", "t\n{}", "x 1\n{}", "n a b c\n{}"] {
            #expect(NotificationChannelStore.parse(Array(broken.utf8)) == nil)
        }
    }

    @Test func `athletes are spread over the channels`() {
        let generator = IDGenerator(node: 3, clock: .system)
        var counts = [Int](repeating: 0, count: NotificationLimits.shards)
        for _ in 0..<25_600 {
            let athlete: AthleteID = generator.next()
            counts[NotificationChannelStore.shard(of: athlete)] += 1
        }
        #expect(counts.allSatisfy { (40...200).contains($0) })
    }

    @Test func `a long detail is cut`() {
        let content = Notification.Content(.uploadFailed, detail: String(repeating: "x", count: 5000))
        #expect(content.detail?.count == NotificationLimits.detailCharacters)
        // As the database counts: one of these has two scalars.
        let flags = Notification.Content(
            .uploadFailed, detail: String(repeating: "\u{1F1E8}\u{1F1FF}", count: 900))
        #expect(flags.detail?.unicodeScalars.count == NotificationLimits.detailCharacters)
    }
}
