"""What people write in a list where the portal has a word of its own."""

from households.models import Resident
from villages.models import Position

R, K = Resident.Relation, Position.Kind
RELATIONS = {
    "vợ": R.SPOUSE, "chồng": R.SPOUSE, "vợ chồng": R.SPOUSE,
    "con đẻ": R.CHILD, "con trai": R.CHILD, "con gái": R.CHILD, "con ruột": R.CHILD, "con nuôi": R.CHILD,
    "con dâu": R.CHILD_IN_LAW, "con rể": R.CHILD_IN_LAW, "dâu": R.CHILD_IN_LAW, "rể": R.CHILD_IN_LAW,
    "bố": R.PARENT, "mẹ": R.PARENT, "cha": R.PARENT, "cha mẹ": R.PARENT, "bố đẻ": R.PARENT, "mẹ đẻ": R.PARENT,
    "ông": R.GRANDPARENT, "bà": R.GRANDPARENT, "ông nội": R.GRANDPARENT, "bà nội": R.GRANDPARENT,
    "ông ngoại": R.GRANDPARENT, "bà ngoại": R.GRANDPARENT,
    "cháu nội": R.GRANDCHILD, "cháu ngoại": R.GRANDCHILD, "cháu ruột": R.GRANDCHILD,
    "anh": R.SIBLING, "chị": R.SIBLING, "em": R.SIBLING, "em trai": R.SIBLING, "em gái": R.SIBLING,
    "anh trai": R.SIBLING, "chị gái": R.SIBLING, "anh ruột": R.SIBLING, "chị ruột": R.SIBLING, "em ruột": R.SIBLING,
    "khác": R.OTHER,
}  # fmt: skip
SEXES = {"trai": "M", "gái": "F", "m": "M", "f": "F"}
STATES = {"đang ở": "PRESENT", "có mặt": "PRESENT", "chuyển đi": "LEFT", "mất": "DEAD", "chết": "DEAD"}
KINDS_OF_VILLAGE = {"KP": "KHU_PHO", "khu": "KHU_PHO", "TDP": "TO_DAN_PHO"}
KINDS_OF_POSITION = {
    "chủ tịch": K.CHAIR, "chủ tịch ubnd": K.CHAIR, "chủ tịch ubnd xã": K.CHAIR,
    "phó chủ tịch": K.VICE_CHAIR, "phó chủ tịch ubnd": K.VICE_CHAIR, "phó chủ tịch ubnd xã": K.VICE_CHAIR,
    "công chức văn hóa xã hội": K.CULTURE_OFFICER, "bí thư": K.CELL_SECRETARY, "bí thư chi bộ thôn": K.CELL_SECRETARY,
    "trưởng bản": K.VILLAGE_HEAD, "trưởng khu": K.VILLAGE_HEAD, "tổ trưởng tổ dân phố": K.VILLAGE_HEAD,
    "trưởng xóm": K.VILLAGE_HEAD, "công an viên thôn": K.VILLAGE_POLICE,
    "trưởng ban công tác mặt trận thôn": K.FRONT_HEAD,
    "trưởng ban mặt trận": K.FRONT_HEAD, "trưởng ban ctmt": K.FRONT_HEAD, "chi hội phụ nữ": K.WOMENS_UNION,
    "chi hội nông dân": K.FARMERS_UNION, "chi hội cựu chiến binh": K.VETERANS, "chi hội người cao tuổi": K.ELDERLY,
    "bí thư chi đoàn thanh niên": K.YOUTH_UNION, "bí thư đoàn thanh niên": K.YOUTH_UNION,
}  # fmt: skip
