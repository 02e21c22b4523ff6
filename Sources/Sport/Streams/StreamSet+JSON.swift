import JSON

extension StreamSet {
    /// The answer of the v3 API's `…/streams`, as bytes.
    ///
    /// Types that the recording lacks are left out; the one that the samples are spread over is added.
    /// Samples without a value are `null`.
    package func json(_ query: StreamQuery) -> [UInt8] {
        let seriesType = effectiveSeriesType(query)
        let chosen = chosenIndices(query, seriesType)
        let streams = chosen.map { selecting($0) } ?? self
        var wanted = Set(query.types)
        wanted.insert(seriesType == .distance ? .distance : .time)
        let answered = StreamType.allCases.filter { type in
            wanted.contains(type) && type.kinds.allSatisfy { streams[$0] != nil }
        }
        var writer = JSONWriter(capacity: 256 + answered.count * (128 + streams.count * 8))
        let resolution = query.resolution ?? .high
        let write = { (writer: inout JSONWriter, type: StreamType) in
            writer.object { writer in
                if !query.isKeyedByType { writer.member("type", type.rawValue) }
                writer.key("data")
                writer.raw(StreamText.array(of: type, in: streams))
                writer.member("series_type", seriesType.rawValue)
                writer.member("original_size", count)
                writer.member("resolution", resolution.rawValue)
            }
        }
        if query.isKeyedByType {
            writer.object { writer in
                for type in answered {
                    writer.key(dynamic: type.rawValue)
                    write(&writer, type)
                }
            }
        } else {
            writer.array { writer in
                for type in answered { write(&writer, type) }
            }
        }
        return writer.bytes
    }

    /// Time takes distance's place in recordings without a way.
    private func effectiveSeriesType(_ query: StreamQuery) -> StreamSeriesType {
        self[.distance] == nil ? .time : query.seriesType
    }

    /// Nil for all.
    private func chosenIndices(_ query: StreamQuery, _ seriesType: StreamSeriesType) -> [Int]? {
        guard let limit = query.resolution?.sampleLimit, count > limit else { return nil }
        let x = seriesType == .distance ? doubles(.distance) : nil
        return Downsampling.largestTriangleThreeBuckets(
            x: x ?? seconds, y: shapeColumn(query.types), limit: limit)
    }

    /// The column whose shape the chosen samples keep: the first of the wanted ones that varies most by
    /// nature.
    private func shapeColumn(_ types: [StreamType]) -> [Double] {
        let candidates: [StreamKind] = [
            .altitude, .watts, .heartrate, .velocitySmooth, .cadence, .gradeSmooth, .temp, .latitude,
        ]
        let wanted = Set(types.flatMap(\.kinds))
        for kind in candidates where wanted.contains(kind) {
            if let column = doubles(kind) { return column }
        }
        return [Double](repeating: 0, count: count)
    }
}
