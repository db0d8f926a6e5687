//! `--open`: what the first hit cites, opened as the system opens things.

use ibid::Response;

use crate::messages::visible;
use crate::output::Output;
use crate::{INPUT, view};

/// Opens the link of the first hit, and says so where there is none; the exit code where it could
/// not be opened.
pub(super) fn open_first(response: &Response, output: &mut Output) -> Option<u8> {
    let block = response.across.iter().flat_map(|across| &across.hits);
    let first = response.hits.iter().chain(block).next()?;
    let url = first.citations.iter().find_map(|citation| citation.url.as_deref());
    let Some(url) = url else {
        output.warning(output.m.text("open.nothing"));
        return None;
    };

    let target = view::target(url);
    match open::that_detached(&target) {
        Ok(()) => None,
        Err(error) => {
            // what the helper of the system says is no sentence
            let reason = match error.kind() {
                std::io::ErrorKind::Other => output.m.text("open.no-program").to_owned(),
                _ => output.m.refusal(&error),
            };
            let link = visible(&target).into_owned();
            let text = output.m.say("open.failed", &[("link", &link), ("reason", &reason)]);
            output.error(&text);
            Some(INPUT)
        }
    }
}
