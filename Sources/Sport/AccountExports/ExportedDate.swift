/// Moments as exports write them for people.
enum ExportedDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// `Mar 12, 2024, 6:00:00 PM`, or `2024-03-12 18:00:00` with a blank or a `T`, as
    /// `2024-03-12T18:00:00`; nil for anything else. Whether there is such a day, isn't asked.
    static func parse(_ text: String) -> String? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "\u{202f}" || $0 == "\u{a0}" }
        if words.count >= 4, let month = months.firstIndex(of: words[0].prefix(3).lowercased()),
            let day = Int(words[1]), let year = Int(words[2])
        {
            return moment(year, month + 1, day, words[3], half: words.count > 4 ? words[4] : nil)
        }
        let parts = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-").compactMap { Int($0) }
        guard date.count == 3 else { return nil }
        return moment(date[0], date[1], date[2], parts[1].prefix(8), half: nil)
    }

    /// `1:02:03` or `1 day, 1:02:03` in seconds.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        let clock = (words.last ?? "").split(separator: ":").compactMap { Double($0) }
        guard clock.count == 3, clock.allSatisfy({ (0...1e6).contains($0) }) else { return nil }
        let days = words.count >= 3 ? Int(words[0]).map { min(max($0, 0), 1000) } ?? 0 : 0
        return days * 86_400 + Int(clock[0] * 3600 + clock[1] * 60 + clock[2])
    }

    private static func moment(
        _ year: Int, _ month: Int, _ day: Int, _ clock: Substring, half: Substring?
    ) -> String? {
        let parts = clock.split(separator: ":").compactMap { Int($0) }
        guard (1900...2100).contains(year), (1...12).contains(month), (1...31).contains(day),
            parts.count == 3, var hour = parts.first
        else { return nil }
        if let half = half?.lowercased() {
            guard (1...12).contains(hour), half == "am" || half == "pm" else { return nil }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        }
        guard (0..<24).contains(hour), (0..<60).contains(parts[1]), (0..<60).contains(parts[2]) else {
            return nil
        }
        let date = "\(year)-\(padded(month))-\(padded(day))"
        return "\(date)T\(padded(hour)):\(padded(parts[1])):\(padded(parts[2]))"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
