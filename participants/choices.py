from django.db import models


class AppointmentRole(models.TextChoices):
    TEACHER = "teacher", "Teacher"
    COACH = "coach", "Coach"
    ADMINISTRATOR = "administrator", "Administrator"
    PARAPROFESSIONAL = "paraprofessional", "Paraprofessional"
    CLASSIFIED = "classified", "Classified staff"
    ASPIRING = "aspiring", "Aspiring teacher"
    OTHER = "other", "Other"


class Grade(models.TextChoices):
    TK = "TK", "Transitional kindergarten"
    K = "K", "Kindergarten"
    G1 = "1", "Grade 1"
    G2 = "2", "Grade 2"
    G3 = "3", "Grade 3"
    G4 = "4", "Grade 4"
    G5 = "5", "Grade 5"
    G6 = "6", "Grade 6"
    G7 = "7", "Grade 7"
    G8 = "8", "Grade 8"
    G9 = "9", "Grade 9"
    G10 = "10", "Grade 10"
    G11 = "11", "Grade 11"
    G12 = "12", "Grade 12"


class Topic(models.TextChoices):
    """Kinds of mail a person may turn off. Answers to what they did themselves always arrive."""

    REMINDERS = "reminders", "Reminders before sessions and tries"
    NUDGES = "nudges", "Messages from my leaders"
    FEEDBACK = "feedback", "Word that a colleague left me feedback, at most once a day"
