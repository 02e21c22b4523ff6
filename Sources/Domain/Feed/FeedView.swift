import Activities
import Kernel

/// Puts a page together of bytes that were rendered before: an array of v3's SummaryActivity, in which the
/// athletes are v3's SummaryAthlete.
struct FeedView {
    private(set) var json: [UInt8] = []
    private(set) var fingerprint = Fingerprint()
    private(set) var count = 0

    /// Begins a page of cards that have so many bytes, and athletes who have about so many each.
    init(cards: [ActivityCard]) {
        json.reserveCapacity(cards.reduce(2) { $0 + $1.byteCount + FeedView.authorBytes })
        json.append(UInt8(ascii: "["))
    }

    /// Room for an athlete.
    private static let authorBytes = 512

    /// Adds a card, with its athlete put in.
    mutating func append(_ card: CardFace, by author: RenderedAuthor) {
        if count > 0 { json.append(UInt8(ascii: ",")) }
        count += 1
        json.append(contentsOf: card.head)
        json.append(contentsOf: author.json)
        json.append(contentsOf: card.tail)
        fingerprint.append(card.fingerprint)
        fingerprint.append(author.fingerprint)
    }

    /// Ends the page, and gives it away: a view that kept it would have it copied.
    mutating func finish(next: ActivityID?) -> FeedPage {
        json.append(UInt8(ascii: "]"))
        var given: [UInt8] = []
        swap(&given, &json)
        return FeedPage(json: given, fingerprint: fingerprint, count: count, next: next)
    }
}
