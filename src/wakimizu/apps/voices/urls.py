from django.urls import path
urlpatterns=[]
without_language=[]
