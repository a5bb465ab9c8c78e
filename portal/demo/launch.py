"""The conference of the afternoon of 07/6/2022, as the article tells it; who came and the drawings are invented."""

from portal.demo.decisions import LAUNCHED_ON
from portal.demo.drawings import draw_hall, draw_handing_over
from teams import actions
from teams.models import Launch
from teams.photos import draw_photo
from villages.models import Official

SPEAKER = ("Đ/c Đinh Văn Lượng", "Phó chủ tịch UBND xã", "chỉ đạo và giao chỉ tiêu cụ thể cho các tổ")
BODY = """
Hội nghị triển khai Kế hoạch số 125/KH-UBND ngày 16/5/2022 của UBND thành phố Hạ Long và Kế hoạch số 305/KH-UBND \
ngày 22/5/2022 của UBND xã Dân Chủ: công bố và ra mắt Tổ công nghệ số cộng đồng ở cả 02 thôn của xã.

Đồng chí Đinh Văn Lượng, Phó chủ tịch UBND xã, phát biểu chỉ đạo và giao cho từng tổ những chỉ tiêu cụ thể, chủ yếu là \
dùng các nền tảng, ứng dụng số giúp ích ngay cho việc hằng ngày của bà con. Quyết định thành lập tổ được trao tận tay \
hai trưởng thôn.

Tổ viên sẽ đi từng ngõ, gõ từng nhà, cầm tay chỉ dẫn để mỗi hộ, mỗi người dân làm quen rồi tự dùng được dịch vụ số.

Mỗi thôn lập một nhóm chung có Bí thư chi bộ kiêm Trưởng thôn, Công an viên, Trưởng ban công tác Mặt trận và các đoàn \
thể. Nhóm cùng làm với tổ và giữ liên lạc giữa thôn với Ban chỉ đạo chuyển đổi số của xã.
"""
DRAWING = "(Tranh minh họa, không phải ảnh chụp)"
PICTURES = [
    (draw_hall, f"Quang cảnh hội nghị công bố, ra mắt Tổ công nghệ số cộng đồng {DRAWING}"),
    (draw_handing_over, f"Lãnh đạo xã trao Quyết định thành lập tổ cho trưởng thôn {DRAWING}"),
]
ABSENT = "Hà Minh Vinh"


def hold_launch(stage, decision):
    """The launch of the teams that `decision` founds, with its list, minutes and pictures."""
    by = stage.users["congchuc"]
    officials = Official.objects.filter(commune=stage.commune)
    launch = Launch(
        commune=stage.commune,
        decision=decision,
        title="Hội nghị công bố, ra mắt Tổ công nghệ số cộng đồng",
        held_on=LAUNCHED_ON,
        part_of_day="chiều",
        place="xã Dân Chủ, thành phố Hạ Long",
        chair=officials.get(user=stage.users["lanhdao"]),
        secretary=officials.get(user=by),
        body=BODY,
    )
    actions.save_launch(launch, speeches=[SPEAKER], by=by)
    actions.set_handovers(launch, handovers=actions.heads_to_hand_to(launch), by=by)
    actions.invite(launch, by=by)
    present = set(launch.attendees.exclude(name=ABSENT).values_list("pk", flat=True))
    actions.set_attendance(launch, present=present, by=by)
    for draw, caption in PICTURES:
        actions.add_photo(launch, drawn=draw_photo(draw()), caption=caption, by=by)
