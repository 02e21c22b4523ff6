import EventLoop
import Kernel

/// A bounded table of cards, with the moment at which each was last known to be true. The least recently used
/// are given up first, roughly: by the clock algorithm (second chance), which costs nothing on a hit.
struct CardTable {
    private struct Slot {
        var card: ActivityCard
        var verifiedAt: Uptime
        var wasUsed: Bool
    }

    private let limit: Int
    private var slots: [Slot?] = []
    private var places: [ActivityID: Int] = [:]
    private var free: [Int] = []
    private var hand = 0

    /// Makes a table of at most so many cards.
    init(limit: Int) {
        precondition(limit > 0, "a table has room")
        self.limit = limit
    }

    var count: Int { places.count }

    /// A card, and when it was last known to be true.
    mutating func find(_ id: ActivityID) -> (card: ActivityCard, verifiedAt: Uptime)? {
        guard let place = places[id], let slot = slots[place] else { return nil }
        slots[place]?.wasUsed = true
        return (slot.card, slot.verifiedAt)
    }

    /// Keeps a card in place of the one that was there.
    mutating func store(_ card: ActivityCard, verifiedAt: Uptime) {
        let slot = Slot(card: card, verifiedAt: verifiedAt, wasUsed: false)
        if let place = places[card.id] {
            slots[place] = slot
        } else if let place = free.popLast() {
            slots[place] = slot
            places[card.id] = place
        } else if slots.count < limit {
            places[card.id] = slots.count
            slots.append(slot)
        } else {
            let place = makeRoom()
            slots[place] = slot
            places[card.id] = place
        }
    }

    /// Notes that a card is true at that moment.
    mutating func verify(_ id: ActivityID, at moment: Uptime) {
        guard let place = places[id] else { return }
        slots[place]?.verifiedAt = moment
    }

    mutating func remove(_ id: ActivityID) {
        guard let place = places.removeValue(forKey: id) else { return }
        slots[place] = nil
        free.append(place)
    }

    /// Gives up a card that wasn't used since the hand last came by. Only called when every slot is taken.
    private mutating func makeRoom() -> Int {
        while true {
            hand = (hand + 1) % slots.count
            guard let slot = slots[hand] else { continue }
            if slot.wasUsed {
                slots[hand]?.wasUsed = false
            } else {
                places[slot.card.id] = nil
                return hand
            }
        }
    }
}
