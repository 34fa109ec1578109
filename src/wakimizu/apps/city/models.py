"""A city, its areas and offices, and the posts of its people. Every row but a person hangs from a city."""

from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.shared.scoping import ScopedManager
from wakimizu.shared.words import named


class City(models.Model):
    """A municipality of this installation. `host` is the first label of its address: uto in uto.example.jp."""

    code = models.CharField(max_length=6, unique=True)  # JIS X 0402 without check digit
    host = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    in_use = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)  # grows when areas, offices or rules change; names the caches

    class Meta:
        verbose_name_plural = "cities"

    @property
    def city_id(self) -> int:
        """A city belongs to itself, so that an operation refuses another city as it refuses another city's rows."""
        return self.pk

    def __str__(self) -> str:
        return named(self)


class CityOwned(models.Model):
    """A row of one city. `objects` answers only inside `in_city(...)`."""

    city = models.ForeignKey(City, models.PROTECT, related_name="+")

    objects = ScopedManager(city="city")

    class Meta:
        abstract = True


class Dated(models.Model):
    """Valid from a day (included) to a day (excluded); open ends are empty."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """As people say it: the last day that counts."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Area(CityOwned, Dated):
    """A part of the city, from the city region 都市圏 down to a half-kilometre mesh cell."""

    class Kind(models.TextChoices):
        REGION = "region", _("City region")
        CITY = "city", pgettext_lazy("area", "City")
        WARD = "ward", _("Ward")
        DISTRICT = "district", _("District")
        BLOCK = "block", _("Block")
        MESH = "mesh", _("Mesh cell")
        HUB = "hub", _("Regional hub")

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    outline = models.TextField(blank=True)  # GeoJSON geometry; drawn or loaded, `outline_source` says which
    outline_source = models.CharField(max_length=120, blank=True)
    figures = models.JSONField(default=dict)  # a mesh cell's published counts, by their national codes
    source = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "kind", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return named(self)


class Office(CityOwned, Dated):
    """An office of any kind, from a bureau at HQ to a kiosk in a shop."""

    class Kind(models.TextChoices):
        HQ_BUREAU = "hq_bureau", _("HQ bureau")
        HQ_DIVISION = "hq_division", _("HQ division")
        WARD_OFFICE = "ward_office", _("Ward office")
        WARD_DIVISION = "ward_division", _("Ward division")
        GENERAL_BRANCH = "general_branch", _("General branch")
        BRANCH = "branch", _("Branch")
        COMMUNITY_CENTRE = "community_centre", _("Community centre")
        PUBLIC_HALL = "public_hall", _("Public hall")
        KIOSK = "kiosk", _("Kiosk")
        FACILITY = "facility", _("Other facility")

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kana = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    phone = models.CharField(max_length=40, blank=True)
    days = models.CharField(max_length=20, blank=True)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    note = models.TextField(blank=True)
    columns = models.JSONField(default=dict)  # the national form's other columns, as they came
    serves = models.ManyToManyField(Area, through="Coverage", related_name="served_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="office_code_once")]

    def __str__(self) -> str:
        return named(self)

    @property
    def at_hq(self) -> bool:
        return self.kind in (self.Kind.HQ_BUREAU, self.Kind.HQ_DIVISION)

    @property
    def led_ward_id(self) -> int | None:
        """The ward whose matters are this office's own. HQ's divisions stand in a ward but lead none."""
        return None if self.at_hq else self.ward_id


class Coverage(CityOwned, Dated):
    """That an office serves an area."""

    office = models.ForeignKey(Office, models.PROTECT)
    area = models.ForeignKey(Area, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "area", "valid_from"], name="coverage_once")]

    def __str__(self) -> str:
        return f"{self.office_id} → {self.area_id}"


class Staffing(CityOwned, Dated):
    """How many people, in full-time equivalents, an office has in a role."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="staffing")
    role = models.CharField(max_length=40)
    fte = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fte__gte=0), name="staffing_not_negative")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.role} {self.fte}"


class Closure(CityOwned):
    """A day on which this city's offices are closed beyond weekends, holidays and the turn of the year."""

    day = models.DateField()
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "day"], name="closure_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class People(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **more: str) -> "User":
        person = self.model(email=self.normalize_email(email).lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their posts alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    def __str__(self) -> str:
        return named(self)


class Role(models.TextChoices):
    LIAISON = "liaison", _("Liaison officer")
    CLERK = "clerk", _("Counter clerk")
    PLANNER = "planner", _("Ward planner")
    MAYOR = "mayor", _("Ward mayor")
    HQ = "hq", _("HQ division staff")
    HQ_HEAD = "hq_head", _("HQ division head")
    POLICY = "policy", _("Policy and finance")
    AUDITOR = "auditor", _("Auditor")
    IT = "it", _("IT")


class Post(CityOwned, Dated):
    """A person's place in an office, for a time. All permissions follow from it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=10, choices=Role)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} at {self.office_id}"
