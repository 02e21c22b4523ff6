/// A page of v3: `page` from 1, `per_page` up to 200.
package struct Page: Equatable, Sendable {
    /// As many rows as v3 gives when nothing is said.
    package static let defaultSize = 30
    /// The most rows a page may have.
    package static let maximumSize = 200
    /// How far `page` reaches: deeper pages are refused, since they are served by skipping rows of a keyset.
    package static let maximumDepth = 10_000

    /// From 1.
    package var number: Int
    /// Rows a page.
    package var size: Int

    /// Reads the two parameters as they came; throws a fault that names the one that is wrong.
    package init(number: String?, size: String?) throws(Fault) {
        self.number = try Page.read(number, "page", default: 1, in: 1...Page.maximumDepth)
        self.size = try Page.read(size, "per_page", default: Page.defaultSize, in: 1...Page.maximumSize)
        if self.number * self.size > Page.maximumDepth * Page.defaultSize {
            throw .invalid("Page", "page", "exceeded")
        }
    }

    /// How many rows come before this page.
    package var skipped: Int {
        (number - 1) * size
    }

    private static func read(
        _ text: String?, _ field: String, default value: Int, in range: ClosedRange<Int>
    ) throws(Fault) -> Int {
        guard let text, !text.isEmpty else { return value }
        guard let number = Int(text), range.contains(number) else { throw .invalid("Page", field) }
        return number
    }
}
