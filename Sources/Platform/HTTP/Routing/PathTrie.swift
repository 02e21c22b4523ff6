/// Finds which pattern a path fits, segment by segment, over flat arrays of plain values.
///
/// A literal segment is preferred to a parameter; where it leads nowhere, the parameter is tried.
struct PathTrie {
    private struct Node {
        var edges: [Edge] = []
        var parameter: Int?
        var endpoint: Int?
    }

    private struct Edge {
        var text: [UInt8]
        var node: Int
    }

    private struct FlatNode {
        var firstEdge = 0
        var edgeCount = 0
        var parameter = -1
        var endpoint = -1
    }

    private struct FlatEdge {
        var textStart: Int
        var textCount: Int
        var node: Int
    }

    private var nodes: [Node] = [Node()]
    private var flatNodes: [FlatNode] = []
    private var flatEdges: [FlatEdge] = []
    private var texts: [UInt8] = []

    // MARK: making

    /// Adds a pattern; the endpoint that is already there is returned instead of the new one.
    mutating func insert(_ segments: [String], endpoint: Int) -> Int {
        var current = 0
        for segment in segments {
            current =
                segment.hasPrefix(":")
                ? parameterNode(of: current) : literalNode(Array(segment.utf8), of: current)
        }
        let existing = nodes[current].endpoint
        nodes[current].endpoint = existing ?? endpoint
        return existing ?? endpoint
    }

    private mutating func parameterNode(of parent: Int) -> Int {
        if let child = nodes[parent].parameter { return child }
        nodes.append(Node())
        nodes[parent].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func literalNode(_ text: [UInt8], of parent: Int) -> Int {
        for edge in nodes[parent].edges where edge.text == text { return edge.node }
        nodes.append(Node())
        nodes[parent].edges.append(Edge(text: text, node: nodes.count - 1))
        return nodes.count - 1
    }

    /// Lays the nodes out flat; to be called once, after the last insertion.
    mutating func seal() {
        for node in nodes {
            flatNodes.append(
                FlatNode(
                    firstEdge: flatEdges.count, edgeCount: node.edges.count, parameter: node.parameter ?? -1,
                    endpoint: node.endpoint ?? -1))
            for edge in node.edges {
                flatEdges.append(
                    FlatEdge(textStart: texts.count, textCount: edge.text.count, node: edge.node))
                texts.append(contentsOf: edge.text)
            }
        }
    }

    // MARK: finding

    /// The endpoint of a path that begins with `/`, and the places of its parameters.
    func find(_ path: Bytes, _ match: inout PathMatch) -> Int? {
        guard path.first == UInt8(ascii: "/") else { return nil }
        let found = flatNodes.withUnsafeBufferPointer { nodes in
            flatEdges.withUnsafeBufferPointer { edges in
                texts.withUnsafeBufferPointer { texts in
                    Search(nodes: nodes, edges: edges, texts: texts, path: path).find(
                        0, from: 1, depth: 0, &match)
                }
            }
        }
        return found < 0 ? nil : found
    }

    private struct Search {
        let nodes: UnsafeBufferPointer<FlatNode>
        let edges: UnsafeBufferPointer<FlatEdge>
        let texts: Bytes
        let path: Bytes

        func find(_ index: Int, from start: Int, depth: Int, _ match: inout PathMatch) -> Int {
            let node = nodes[index]
            if start > path.count { return node.endpoint }
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            for edge in edges[node.firstEdge..<node.firstEdge + node.edgeCount] where isSame(edge, start, end)
            {
                let found = find(edge.node, from: end + 1, depth: depth, &match)
                if found >= 0 { return found }
            }
            guard node.parameter >= 0, end > start else { return -1 }
            match.set(depth, start: start, count: end - start)
            return find(node.parameter, from: end + 1, depth: depth + 1, &match)
        }

        private func isSame(_ edge: FlatEdge, _ start: Int, _ end: Int) -> Bool {
            guard edge.textCount == end - start else { return false }
            for offset in 0..<edge.textCount where texts[edge.textStart + offset] != path[start + offset] {
                return false
            }
            return true
        }
    }
}
