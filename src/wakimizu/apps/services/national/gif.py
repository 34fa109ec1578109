"""The national form of a service (GIF DS-451-4, March 2025) and its code lists (DS-491-1, March 2022), as data.

A code of DS-491-1 is its Japanese word; this is what rows keep and files say. `english` is for readers of English.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from wakimizu.shared.tables import header_key


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the national form. `field` is ours; without one the cell is kept in `Service.columns` as it came."""

    name: str
    field: str = ""
    required: bool = False
    also: tuple[str, ...] = ()  # other names it goes by in files


COLUMNS = (
    Column("制度所管組織", "owner", required=True),
    Column("タイトル（制度名）", "name", required=True, also=("タイトル", "制度名")),
    Column("サブタイトル（通称）", "subtitle", also=("サブタイトル", "通称")),
    Column("制度番号", "code", also=("行政サービスID", "制度ID")),
    Column("元制度番号", "base", also=("元制度ID",)),
    Column("制度変更区分", "change"),
    Column("根拠法令", "law"),
    Column("地域群"),
    Column("地域"),
    Column("概要", "summary", required=True),
    Column("内容", "content", required=True),
    Column("対象者"),
    Column("用途・対象物"),
    Column("収入条件"),
    Column("家族構成条件"),
    Column("対象者条件"),
    Column("従業員条件"),
    Column("資本金条件"),
    Column("創業年条件"),
    Column("給付上限額"),
    Column("最大金利"),
    Column("借入限度額"),
    Column("償還期限"),
    Column("最大補助率"),
    Column("費用", "fee"),
    Column("予算枠の有無"),
    Column("申請届出方法"),
    Column("募集時期"),
    Column("公募開始日"),
    Column("公募終了日"),
    Column("公募備考"),
    Column("手続書類", "documents"),
    Column("電子申請の有無", "online_url", also=("電子申請", "申請URL")),
    Column("添付ファイルの名称"),
    Column("添付ファイル名"),
    Column("詳細参照先"),
    Column("詳細URL"),
    Column("標準産業分類"),
    Column("ステージとアクション", "stage", also=("カテゴリ", "ライフステージ")),
    Column("事業ステージ"),
    Column("お困りごと", "trouble"),
    Column("サービス種別", "kind"),
    Column("災害名"),
    Column("キーワード"),
    Column("実施組織・支援機関"),
    Column("お問い合わせ先"),
    Column("お問合わせ先一覧"),
    Column("連絡先情報", "contact", required=True),
    Column("公開開始日", "valid_from"),
    Column("公開終了日", "valid_to"),
    Column("最終更新日"),
    Column("表示優先度"),
)
OUR_COLUMNS = (  # what the national form has no column for; 受益者種別 is of DS-491-1
    Column("受益者種別", "beneficiaries", also=("受益者",)),
    Column("区", "ward", also=("行政区", "区名")),
    Column("費用の備考", "fee_note", also=("費用備考",)),
    Column("英語名", "name_en", also=("タイトル_英語", "名称_英語", "English name")),
    Column("英語概要", "summary_en", also=("概要_英語", "English summary")),
    Column("英語書類", "documents_en", also=("手続書類_英語", "English documents")),
)

STAGES: dict[str, dict[str, str]] = {  # stage → action → English
    "ライフイベント": {
        "妊娠・出産": "Pregnancy and birth",
        "子育て": "Raising children",
        "教育": "Education",
        "結婚・離婚": "Marriage and divorce",
        "引っ越し・住まい": "Moving and housing",
        "就職・退職": "Taking or leaving a job",
        "高齢者・介護": "Old age and care",
        "ご不幸": "Bereavement",
    },
    "デイリーイベント": {
        "戸籍・住民票・印鑑登録(など)": "Family register, resident record, seal",
        "税": "Taxes",
        "国民健康保険": "National Health Insurance",
        "国民年金": "National Pension",
        "水道・ガス・電気": "Water, gas, electricity",
        "交通": "Transport",
        "駐輪・駐車": "Parking",
        "都市計画": "City planning",
        "ごみ・環境保全": "Waste and environment",
        "食品・衛生": "Food and hygiene",
        "ペット": "Pets",
        "福祉": "Welfare",
        "障がい者支援": "Support for people with disabilities",
        "消費生活": "Consumer affairs",
        "健康・医療": "Health and medicine",
        "文化・スポーツ・生涯学習": "Culture, sport, lifelong learning",
        "市民活動・コミュニティ": "Civic life and community",
        "防災": "Disaster preparedness",
        "防犯": "Safety from crime",
        "救急・消防": "Ambulance and fire",
    },
}
STAGE_NAMES = {"ライフイベント": "Life events", "デイリーイベント": "Daily events"}
TROUBLES = {
    "住まい": "Housing",
    "仕事": "Work",
    "医療福祉": "Health and welfare",
    "子育て・教育": "Children and education",
    "お金": "Money",
    "その他暮らしに関すること": "Other matters of daily life",
}
KINDS = {
    "届出": "Notification",
    "手当・助成金": "Allowance or grant",
    "支援サービス": "Support service",
    "教室・講習会": "Class or course",
    "イベント": "Event",
    "相談": "Advice",
    "施設": "Facility",
    "情報提供": "Information",
    "お知らせ": "Notice",
}
BENEFICIARIES = {
    "妊産婦": "Pregnant women and new mothers",
    "子育て中": "People raising children",
    "ひとり親": "Single parents",
    "学生": "Students",
    "独身者": "Single people",
    "求職者": "People looking for work",
    "就業者": "People in work",
    "高齢者": "Older people",
    "遺族・遺児": "Bereaved families and children",
    "被災者": "People struck by disaster",
    "犯罪被害者": "Victims of crime",
    "外国人": "People of other nationalities",
    "子ども": "Children",
    "未熟児": "Premature babies",
    "障がい児": "Children with disabilities",
    "被介護者": "People who receive care",
    "障がい者": "People with disabilities",
    "ペットの飼い主": "Pet owners",
}
FIRM_TROUBLES = {
    "販路開拓": "Finding markets",
    "設備投資": "Investment in equipment",
    "IT化": "Going digital",
    "資金繰り": "Cash flow",
    "人材": "Staff",
    "知的財産": "Intellectual property",
    "起業・創業": "Starting a business",
    "事業承継": "Business succession",
    "災害対応": "Coping with disaster",
    "情報収集": "Gathering information",
}
FIRM_KINDS = {
    "出資": "Equity",
    "貸付(融資)": "Loan",
    "減免・猶予": "Reduction or deferral",
    "立替": "Advance payment",
    "信用保証": "Credit guarantee",
    "金融その他": "Other finance",
    "還付": "Refund",
    "控除": "Deduction",
    "優遇・猶予": "Tax relief or deferral",
    "税制その他": "Other tax measures",
    "助成金": "Grant",
    "補助金": "Subsidy",
    "現物支給・現物貸与": "Benefit or loan in kind",
    "助成・補助金その他": "Other grants",
    "許認可・免許": "Permit or licence",
    "免除・猶予": "Exemption or deferral",
    "規制・許認可その他": "Other regulation",
    "専門家派遣": "Visit of an expert",
    "セミナー、研修・イベント": "Seminar, training, event",
    "情報提供・相談": "Information and advice",
    "サービスその他": "Other services",
}
ACTIONS = {action: english for actions in STAGES.values() for action, english in actions.items()}
WORDS: dict[str, dict[str, str]] = {  # our field → the words it may hold
    "stage": ACTIONS,
    "trouble": TROUBLES | FIRM_TROUBLES,
    "kind": KINDS | FIRM_KINDS,
    "beneficiaries": BENEFICIARIES,
}
_ENGLISH = {word: english for words in WORDS.values() for word, english in words.items()} | STAGE_NAMES
_CODES = {field: {header_key(word): word for word in words} for field, words in WORDS.items()}
_CODES["stage"]["戸籍住民票印鑑登録"] = "戸籍・住民票・印鑑登録(など)"


def code_of(field: str, text: str) -> str:
    """The word of DS-491-1 that a cell means, whatever its blanks and widths; "" when there is none."""
    last = text.replace("／", "/").split("/")[-1].split(">")[-1]  # ライフイベント/引っ越し・住まい
    return _CODES[field].get(header_key(last), "")


def label(word: str) -> str:
    """A word of DS-491-1 in the reader's language."""
    return _ENGLISH.get(word, word) if (get_language() or "ja").startswith("en") else word
