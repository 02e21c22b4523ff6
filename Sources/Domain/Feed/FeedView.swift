import Activities

extension FeedPage {
    /// The page as an array of v3's SummaryActivity, in which the athletes are v3's SummaryAthlete: the
    /// cards' bytes with the athletes' put in.
    var json: [UInt8] {
        let capacity = entries.reduce(2) { $0 + $1.card.json.count + $1.athlete.count + 1 }
        var json: [UInt8] = []
        json.reserveCapacity(capacity)
        json.append(UInt8(ascii: "["))
        for (index, entry) in entries.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            let place = entry.card.athletePlace
            json.append(contentsOf: entry.card.json[..<place.lowerBound])
            json.append(contentsOf: entry.athlete)
            json.append(contentsOf: entry.card.json[place.upperBound...])
        }
        json.append(UInt8(ascii: "]"))
        return json
    }
}
