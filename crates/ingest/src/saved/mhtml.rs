//! A page that a browser saved in one file, `.mhtml` (RFC 2557): a message whose first part of the
//! type `text/html` is the page, and whose other parts belong to it.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::SavedPage;

/// How many bytes tell.
const HEAD: usize = 4096;

/// Whether bytes are such a message.
pub(super) fn sniff(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_header = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
    };
    head.lines().next().is_some_and(is_header)
        && head.contains("mime-version:")
        && (head.contains("multipart/related") || head.contains("text/html"))
}

/// The page in a message; `None` where it holds none.
pub(super) fn page(bytes: &[u8]) -> Option<SavedPage> {
    let message = MessageParser::default().parse(bytes)?;
    let mut pages = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Html(html) => Some((part, html)),
        _ => None,
    });
    let (part, html) = pages.next()?;
    let is_address = |address: &&str| address.starts_with("http");
    let address = part.content_location().filter(is_address);
    let of_all = || message.header("Snapshot-Content-Location")?.as_text().filter(is_address);
    let address = address.or_else(of_all).map(str::to_owned);
    Some(SavedPage { text: html.to_string(), address })
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Medium;

    use crate::{Format, read_bytes};

    const MESSAGE: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.journal.example/pont\r\n\
        Subject: =?utf-8?Q?Le_pont?=\r\nDate: Fri, 22 Nov 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----MultipartBoundary--x----\"\r\n\r\n\r\n\
        ------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n\
        Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.journal.example/pont\r\n\r\n\
        <!DOCTYPE html><html lang=3D\"fr\"><title>Le pont</title><body><article><p>Le pont sera ferm=C3=A9 d=C3=A8s lun=\r\ndi, dit la mairie.</p></article></body></html>\r\n\
        ------MultipartBoundary--x----\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: cid:css-1@mhtml.blink\r\n\r\np { margin: 0; }\r\n\
        ------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://ads.example/\r\n\r\n<p>Achetez un pont.</p>\r\n------MultipartBoundary--x------\r\n";

    #[test]
    fn the_page_is_read_and_what_belongs_to_it_is_not() {
        let documents = read_bytes(MESSAGE.as_bytes(), "pont.mhtml").unwrap();
        let document = &documents[0];
        assert_eq!((documents.len(), document.format), (1, Format::Html));
        let said: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(said, ["Le pont sera fermé dès lundi, dit la mairie."]);
        assert_eq!(document.about.title.as_deref(), Some("Le pont"));
        let address = "https://www.journal.example/pont".to_owned();
        assert_eq!(document.about.medium, Some(Medium::Web(address)));
    }

    #[test]
    fn a_message_without_a_page_is_text() {
        let mail = "From: Anne\nTo: Marc\nMIME-Version: 1.0\nContent-Type: text/plain\n\nBonjour Marc, à demain.\n";
        assert_eq!(read_bytes(mail.as_bytes(), "m.eml").unwrap()[0].format, Format::Text);
        let cut = &MESSAGE[..MESSAGE.find("Content-ID").unwrap()];
        let _ = read_bytes(cut.as_bytes(), "cut.mhtml");
    }
}
