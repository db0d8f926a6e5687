//! Notes in which headings say the second, and nothing else does: `## [4:59](…?t=299) The budget`.

use ibid_core::document::{Block, BlockKind, Span};

/// Has each heading with a second date what stands below it, up to the next of its level.
pub(super) fn date(blocks: &mut [Block]) {
    const FEWEST: usize = 2;
    let moment = |block: &Block| block.spans.first().and_then(|span| span.moment);
    let timed = || blocks.iter().filter(|block| moment(block).is_some());
    let are_headings = timed().all(|block| level(block).is_some());
    if timed().count() < FEWEST || !are_headings {
        return;
    }

    let mut above = None;
    for block in blocks {
        let own = moment(block);
        match (level(block), above) {
            (Some(level), _) if own.is_some() => above = own.map(|own| (level, own)),
            (Some(level), Some((last, _))) if level <= last => above = None,
            (None, Some((_, moment))) => {
                let end = u32::try_from(block.text.len()).unwrap_or(u32::MAX);
                block.spans = vec![Span { start: 0, end, moment: Some(moment), line: 0 }];
            }
            _ => {}
        }
    }
}

fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    }
}
