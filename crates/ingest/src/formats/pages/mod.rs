//! Pages of the web.

pub(crate) mod html;
