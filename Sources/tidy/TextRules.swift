let textRules = [
    Rule(
        "unfinished",
        catches: [("Sources/tidy/A.swift", "// TODO: later"), ("docs/guide.md", "FIXME")],
        passes: [("Sources/tidy/A.swift", "let text = \"TODO\""), ("Sources/tidy/A.swift", "// mastodon")],
        inFile: { file in
            ["TODO", "FIXME", "XXX", "HACK"].flatMap { word in
                file.comments.offsets(ofWord: word).map {
                    file.finding(
                        "unfinished", line: file.text.lineNumber(at: $0),
                        "\(word) was left behind. Use an issue for what is worth doing, or do it.")
                }
            }
        }),
    Rule(
        "whitespace",
        catches: [
            ("Sources/tidy/A.swift", "let a = 1 \n"), ("docs/guide.md", "\ttabbed\n"),
            ("docs/guide.md", "bell \u{7}\n"),
            ("docs/guide.md", "windows\r\n"),
        ],
        passes: [("Sources/tidy/A.swift", "let a = 1\n"), ("Sources/tidy/A.swift", "")],
        inFile: { file in
            let bytes = file.text.bytes
            return bytes.indices.compactMap { offset in
                let byte = bytes[offset]
                let isEnd = byte == UInt8(ascii: "\n")
                if isEnd && (offset == 0 || bytes[offset - 1] != UInt8(ascii: " ")) { return nil }
                guard isEnd || byte < 0x20 || byte == 0x7f else { return nil }
                return file.finding(
                    "whitespace", line: file.text.lineNumber(at: offset),
                    "tab, control character or trailing space. Use spaces inside lines instead.")
            }
        }),
]
