"""The words by which URLs and anchors name things, in the languages of the outlets we know.

Each is compared with a whole part of a path, or a whole word of it, in lower case; none is searched inside a word.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _lines(phrases: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in phrases.split("|"))


ARTICLE_WORDS = _set(
    """article articles story stories artikel articolo articulo artigo artykul news-story newsstory post posts noticia
    noticias nachricht meldung clanek cikk haber uutinen nyhet a-d news_detail newsdetail node newsarticle"""
)
SECTION_MARKERS = _set(
    """category categories section sections rubrik rubrique rubriques rubrica channel channels kategorie categoria
    categorie seccion secao sezione topic topics thema themen tema temas theme themes dossier dossiers sujet news-topics
    subject ressort kategori kategoria collection collections series"""
)
SECTION_WORDS = _set(
    """news politics world business sport sports culture science technology tech health economy opinion entertainment
    international national local environment climate education arts money markets finance lifestyle life travel
    europe asia africa americas uk us usa latest breaking region regional society law crime media features comment
    nachrichten politik wirtschaft kultur wissen wissenschaft gesundheit gesellschaft meinung ausland inland
    welt panorama regionales technik netzwelt actualites actualite politique monde economie culture sante societe
    sciences internacional politica economia deportes cultura ciencia salud sociedad opinion mundo esportes saude
    ciencia esteri cronaca salute scienza sport nyheter politikk utenriks kultur okonomi nieuws buitenland binnenland
    politiek economie politika gospodarka swiat kraj kultura nauka zdrowie ekonomi dunya gundem siyaset spor
    novosti politika ekonomika obschestvo mir kultura"""
)
# Parts of a path below which no story lies: accounts, services, people, media hubs, legal pages.
EXCLUDED = _set(
    """login log-in signin sign-in signup sign-up register registration registrieren anmelden logout account accounts
    user users profile profiles member members my myaccount subscribe subscription subscriptions abo abonnement
    abonnieren abonnez suscripcion newsletter newsletters newsletter-signup alerts tag tags etiqueta etiquetas mot-cle
    schlagwort author authors autor autoren autores autore auteur auteurs byline journalist auth
    video videos watch live-tv livestream audio podcast podcasts listen gallery galleries galerie photos pictures
    fotos slideshow mediathek search suche recherche buscar busca ricerca cerca zoeken haku
    about about-us aboutus ueber-uns uber-uns a-propos quienes-somos chi-siamo contact contact-us kontakt contacto
    contatti contato impressum imprint datenschutz privacy privacy-policy cookies cookie-policy terms terms-use
    terms-of-use terms-of-service terms-and-conditions legal agb mentions-legales aviso-legal accessibility
    advertise advertising advertise-with-us werbung mediadaten publicite publicidad pubblicita sponsored
    jobs careers career karriere stellenmarkt emploi empleo help faq support hilfe aide feedback corrections
    sitemap site-map shop store boutique tienda deals coupons vouchers puzzles crossword crosswords sudoku
    horoscope horoscopes horoskop tv-guide tv-listings obituaries classifieds marktplatz comments
    comment-page comentarios share print email mailto feed-reader app apps download downloads
    wp-admin wp-login.php wp-content wp-includes wp-json
    cdn-cgi static assets images img css js uploads ajax api cgi-bin redirect out go click
    donate donation spenden foundation press-releases investors epaper e-paper ads"""
)
# Parts below which stories lie beside much else.
HUBS = _set("tv people person contributor contributors events weather wetter meteo tiempo radio staff traffic games")
# Words that mark a short part of a path as a service: /newsletter-bestellen, /join-us, /contact-the-desk.
EXCLUDED_WORDS = _set(
    """login signin signup register subscribe subscription newsletter newsletters contact kontakt privacy datenschutz
    impressum cookie cookies advertise careers abo"""
)
STATIC_ENDINGS = _set(
    """jpg jpeg png gif webp svg avif ico bmp tif tiff mp3 mp4 m4a m4v mov avi mkv webm ogg wav flac pdf doc docx xls
    xlsx ppt pptx odt csv zip gz tar rar 7z exe dmg apk css js mjs json xml txt ics epub woff woff2 ttf swf"""
)
PAGE_ENDINGS = _set("html htm shtml xhtml php php3 asp aspx jsp jspx cfm ece do story")
# Parameters that identify a story, name a section, give another form of a page, number a list's pages.
ID_KEYS = _set("id article articleid article_id story storyid story_id newsid news_id aid nid sid p a n idart")
SECTION_KEYS = _set("s sec section cat category rubrik rubrique rubrica kategorie categoria ressort channel topic")
OTHER_FORM_KEYS = _set("print printable printview output share replytocom")
PAGE_KEYS = _set("page pg paged pagina seite pageno page_no pagenumber currentpage p")
# Names of a page's menus, in class or id.
MENU_NAMES = _set("nav navi navigation navbar mainnav topnav subnav menu mainmenu topmenu submenu masthead")
NEXT_WORDS = _lines(
    """next|next page|older|older posts|older stories|older articles|older news|more stories|more news|
    load more|show more|weiter|nächste|nächste seite|ältere|ältere beiträge|
    ältere meldungen|ältere artikel|mehr laden|suivant|suivante|page suivante|
    articles précédents|plus ancien|plus anciens|siguiente|página siguiente|siguientes|anteriores|más antiguas|
    próxima|próximo|próxima página|seguinte|mais antigas|successivo|successiva|pagina successiva|avanti|volgende|
    volgende pagina|oudere|nästa|neste|næste|seuraava|następna|następny|starsze|další|következő|urmatoarea|
    următoarea|sonraki|далее|следующая|вперед|вперёд|предыдущие|далі|наступна|следваща|επόμενη|التالي|הבא|
    次へ|次のページ|下一页|下一頁|다음"""
)
