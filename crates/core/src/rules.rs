//! The rules by which lines of a source are in no passage.

use crate::closed_set::closed_set;

closed_set! {
    /// Why a line was left out.
    pub enum Rule {
        // of the page around a text
        Banner = "banner": "banner";
        Boilerplate = "boilerplate": "beside the text";
        Breadcrumb = "breadcrumb": "breadcrumb";
        Button = "button": "button";
        CommentForm = "comment-form": "comment form";
        Comments = "comments": "comments";
        CookieBanner = "cookie-banner": "cookie banner";
        Counter = "counter": "counter";
        Dialog = "dialog": "dialog";
        Download = "download": "download";
        EmptyLabel = "empty-label": "empty label";
        Footer = "footer": "footer";
        Furniture = "furniture": "page furniture";
        Hidden = "hidden": "hidden";
        Label = "label": "label";
        Navigation = "navigation": "navigation";
        Newsletter = "newsletter": "newsletter";
        Print = "print": "print";
        Publication = "publication": "publication";
        RepeatedTitle = "repeated-title": "repeated title";
        Search = "search": "search";
        Separator = "separator": "separator";
        Share = "share": "share";

        // of debates
        Affiliation = "affiliation": "affiliation";
        FloorLanguage = "floor-language": "floor language";
        PageFurniture = "page-furniture": "page furniture";
        RunningHead = "running-head": "running head";
        TimeMark = "time-mark": "time mark";
        TitlePage = "title-page": "title page";

        // of captions
        NoTime = "no-time": "no time";
    }
}
